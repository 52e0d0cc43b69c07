namespace NcAspire.Cli;

/// <summary>Whether a process of another uid can get to a folder.</summary>
public static class Reach
{
    /// <summary>As root, Postgres runs under another uid, which must get to what it needs.</summary>
    /// <param name="folder">The folder that it needs.</param>
    /// <param name="variable">The variable that chooses another one.</param>
    /// <exception cref="CommandException">It can't.</exception>
    public static void Require(string folder, string variable)
    {
        if (Environment.IsPrivilegedProcess && ClosedFolderAbove(folder) is { } closed)
        {
            throw new CommandException(
                $"Run by root, Postgres uses another account, and {closed} is closed to it; open it by "
                + $"`chmod o+x {Shell.Quote(closed)}`, or set {variable} to a folder elsewhere.");
        }
    }

    /// <summary>Whether this process could make files in a folder, which need not exist.</summary>
    public static bool CanWrite(string folder)
    {
        var existing = new DirectoryInfo(folder);

        while (!existing.Exists && existing.Parent is { } parent)
        {
            existing = parent;
        }

        return Libc.CanWrite(existing.FullName);
    }

    /// <summary>The first folder on the way to <paramref name="folder"/>, itself included, that others can't enter.</summary>
    public static string? ClosedFolderAbove(string folder)
    {
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            if (above.Exists && !above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return above.FullName;
            }
        }

        return null;
    }
}
