namespace NcAspire.Compute.Docker.Guard;

/// <summary>The shared secret of the guard and its caller: one line in a file that the two of them alone may read.</summary>
internal static class GuardToken
{
    private const int Shortest = 32;
    private const int Longest = 512;

    private const UnixFileMode Forbidden =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    /// <summary>Says in one sentence why the file can't be used; null when it can.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="setting">The name of the setting that holds the path.</param>
    public static string? Complaint(string path, string setting)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return $"{setting} must be the absolute path of a file with the guard's token.";
        }

        try
        {
            if (!File.Exists(path))
            {
                return $"{setting} must name a file with the guard's token; there is none at \"{path}\".";
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Forbidden) is not 0)
            {
                return $"{setting} names \"{path}\", which others may read or change; chmod 0600 or 0640 makes it private.";
            }

            return IsToken(Read(path))
                ? null
                : $"{setting} names \"{path}\", which holds no token: one line of {Shortest} to {Longest} printable characters without blanks.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{setting} names \"{path}\", which this process can't read.";
        }
    }

    /// <summary>The token of a file that has no <see cref="Complaint"/>.</summary>
    public static string Read(string path)
    {
        using var file = new StreamReader(path);
        var text = new char[Longest + 2];
        var length = file.ReadBlock(text);
        return new string(text, 0, length).TrimEnd('\r', '\n');
    }

    private static bool IsToken(string text) => text.Length is >= Shortest and <= Longest && text.All(c => c is > ' ' and < '\x7f');
}
