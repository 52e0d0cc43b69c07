namespace NcAspire.Cli;

/// <summary>Text for a POSIX shell.</summary>
public static class Shell
{
    /// <summary>Makes one word of any text; what is one word already stays as it is.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+@:,".Contains(letter))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
