using Microsoft.Playwright;

namespace NcAspire.Testing.Browser;

/// <summary>
/// The machine's own Chromium, driven by Playwright; started with the first page. As a fixture, one serves a whole assembly.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    // No sandbox: CI runs as root in a container. The rest keeps it from talking to anything but the site under test.
    private static readonly string[] _arguments =
    [
        "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly Lazy<Task<Running>> _running = new(LaunchAsync);

    /// <summary>Opens a window of its own: no cookie, cache or storage is shared with another one.</summary>
    /// <param name="script">False for somebody whose browser runs no JavaScript.</param>
    public async Task<BrowserWindow> OpenAsync(Screen screen, bool script = true)
    {
        var (_, browser) = await _running.Value;
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            ColorScheme = screen.Dark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = screen.Touch,
            JavaScriptEnabled = script,
            Locale = "en-GB",
            TimezoneId = "UTC",
        }).InTimeAsync();
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        return new BrowserWindow(context);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated)
        {
            var (playwright, browser) = await _running.Value;
            await browser.DisposeAsync().InTimeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<Running> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync().InTimeAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = _arguments }).WaitAsync(2 * Patience.Limit);

        // A machine that is busy with other tests shows a page late, and no later than it has to.
        Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        return new Running(playwright, browser);
    }

    private static string Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in _names
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault()
        ?? throw new InvalidOperationException($"These tests need Chromium on the PATH, as one of: {string.Join(", ", _names)}.");

    private sealed record Running(IPlaywright Playwright, IBrowser Browser);
}
