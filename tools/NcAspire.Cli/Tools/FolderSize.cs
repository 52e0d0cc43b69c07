namespace NcAspire.Cli.Tools;

/// <summary>How much stands in a folder that is still being filled.</summary>
public static class FolderSize
{
    private static readonly EnumerationOptions _everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <returns>Bytes, or 0 when it can't be told right now: files move and vanish while this looks.</returns>
    public static long Of(string folder)
    {
        try
        {
            return new DirectoryInfo(folder)
                .EnumerateFiles("*", _everything)
                .Sum(file => file.Exists ? file.Length : 0);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
