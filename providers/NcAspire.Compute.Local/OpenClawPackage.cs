using System.Text.Json;

namespace NcAspire.Compute.Local;

/// <summary>The npm package openclaw as it lies on the disk.</summary>
internal static class OpenClawPackage
{
    public static string EntryPoint(string folder) => Path.Combine(folder, "openclaw.mjs");

    /// <summary>Null when the folder is not the package.</summary>
    public static string? VersionAt(string folder)
    {
        var description = Path.Combine(folder, "package.json");

        if (!File.Exists(EntryPoint(folder)) || !File.Exists(description))
        {
            return null;
        }

        // {"name":"openclaw","version":"2026.9.6",…}
        using var json = JsonDocument.Parse(File.ReadAllBytes(description));
        return json.RootElement.TryGetProperty("version", out var version) ? version.GetString() : null;
    }
}
