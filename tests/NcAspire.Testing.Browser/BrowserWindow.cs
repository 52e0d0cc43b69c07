using Microsoft.Playwright;

namespace NcAspire.Testing.Browser;

/// <summary>A window of Chromium that shares no cookie, cache or storage with another one.</summary>
public sealed class BrowserWindow(IBrowserContext context) : IAsyncDisposable
{
    public Task AddCookiesAsync(IEnumerable<Cookie> cookies) => context.AddCookiesAsync(cookies).InTimeAsync();

    public Task<IPage> NewPageAsync() => context.NewPageAsync().InTimeAsync();

    /// <summary>
    /// Closes it, wherever its pages are on their way to: Chromium loses a request to close that meets a page in the moment when its next document
    /// takes over, and Playwright waits for ever for what never happens (https://github.com/microsoft/playwright/issues/42068). So each page first
    /// arrives somewhere.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var page in context.Pages.Where(page => !page.IsClosed))
        {
            try
            {
                await page.GotoAsync("about:blank");
            }
            catch (PlaywrightException)
            {
                // It was going elsewhere at the same moment, or has crashed. The wait below has an end of its own.
            }
        }

        await context.DisposeAsync().InTimeAsync();
    }
}
