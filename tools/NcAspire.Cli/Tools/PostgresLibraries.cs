using System.Text.Json;

namespace NcAspire.Cli.Tools;

/// <summary>
/// An npm archive can't hold symbolic links: the package lists those of its shared libraries and would make them in an
/// install script, which does not run here.
/// </summary>
public static class PostgresLibraries
{
    // [{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}, …]
    /// <param name="home">The package's folder "native".</param>
    public static void Link(string home)
    {
        var package = Path.Combine(home, "..");
        using var links = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(home, "pg-symlinks.json")));

        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = link.GetProperty("source").GetString() ?? "";
            var target = Path.GetFullPath(Path.Combine(package, link.GetProperty("target").GetString() ?? ""));
            var folder = Path.GetDirectoryName(target) ?? package;
            File.CreateSymbolicLink(target, Path.GetRelativePath(folder, Path.Combine(package, source)));
        }
    }
}
