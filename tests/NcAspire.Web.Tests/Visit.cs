using System.Collections.Concurrent;
using Microsoft.Playwright;
using NcAspire.Testing.Browser;

namespace NcAspire.Web.Tests;

/// <summary>Somebody who is logged in and looks at the site in a browser of his own.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly BrowserWindow _window;

    private Visit(Site site, BrowserWindow window, IPage page) => (Site, _window, Page) = (site, window, page);

    public Site Site { get; }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(Chromium chromium, Screen screen, bool loggedIn = true, bool script = true)
    {
        var site = await Site.StartAsync();
        var window = await chromium.OpenAsync(screen, script);

        if (loggedIn)
        {
            await site.LogInAsync();
            await window.AddCookiesAsync(site.Cookies()
                .Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = site.Address.ToString() }));
        }

        var visit = new Visit(site, window, await window.NewPageAsync());
        visit.Page.PageError += (_, error) => visit._complaints.Enqueue(error);
        visit.Page.Console += (_, message) => visit.Note(message);
        return visit;
    }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(Site.Address, path).ToString());

    public async ValueTask DisposeAsync()
    {
        await _window.DisposeAsync();
        await Site.DisposeAsync().InTimeAsync();
        Assert.Empty(_complaints);
    }

    // What the content security policy blocks is reported here too. A failed load is what some tests are about.
    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            _complaints.Enqueue(message.Text);
        }
    }
}
