using Microsoft.Playwright;
using NcAspire.Testing;
using NcAspire.Testing.Browser;

namespace NcAspire.EndToEnd.Tests;

/// <summary>Pictures of the real thing: always under artifacts/screenshots, and into docs/images with NC_UPDATE_SCREENSHOTS=1.</summary>
internal static class Screenshots
{
    private static readonly Screen[] _screens = [Screen.Phone, Screen.Desktop, Screen.Desktop with { Name = "desktop-dark", Dark = true }];

    /// <summary>Takes the page as it stands, on each screen.</summary>
    public static async Task TakeAsync(IPage page, string name)
    {
        var folder = Environment.GetEnvironmentVariable("NC_UPDATE_SCREENSHOTS") is "1"
            ? Path.Combine(Toolchain.RepositoryRoot, "docs", "images")
            : Path.Combine(Toolchain.RepositoryRoot, "artifacts", "screenshots");
        foreach (var screen in _screens)
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            await page.EmulateMediaAsync(new() { ColorScheme = screen.Dark ? ColorScheme.Dark : ColorScheme.Light });
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{screen.Name}.png"), FullPage = true });
        }

        await page.SetViewportSizeAsync(Screen.Phone.Width, Screen.Phone.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
