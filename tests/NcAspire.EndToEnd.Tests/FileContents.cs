namespace NcAspire.EndToEnd.Tests;

/// <summary>Reads all there is below a folder while others write there.</summary>
internal static class FileContents
{
    private static readonly EnumerationOptions _all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static IEnumerable<(string Place, byte[] Content)> Of(string folder) =>
        Directory.EnumerateFiles(folder, "*", _all).Select(file => (file, ReadOrNothing(file)));

    // Some come and go while one looks.
    private static byte[] ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
