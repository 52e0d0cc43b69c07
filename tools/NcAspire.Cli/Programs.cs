namespace NcAspire.Cli;

/// <summary>Programs of this machine.</summary>
public static class Programs
{
    // Daemons stand where not everybody's PATH looks.
    private static readonly string[] _daemons = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(_daemons)
        .Any(folder => File.Exists(Path.Combine(folder, name)));
}
