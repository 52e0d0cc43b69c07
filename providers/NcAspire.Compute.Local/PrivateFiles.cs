using System.Text;

namespace NcAspire.Compute.Local;

/// <summary>Files and folders for nobody else: 0600 and 0700.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Null when there is no such file, also when it goes away while it is read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return null;
        }
    }

    /// <summary>
    /// Replaces the file in one step: a reader, and a crash, sees the old content or the new one. A link is replaced, not followed.
    /// </summary>
    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var next = $"{path}.{Guid.NewGuid():N}";

        try
        {
            await using (var stream = new FileStream(next, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = FileMode600,
            }))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken);

                // Without it a power cut may leave the new name on an empty file.
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }

    /// <summary>Makes the folder unless it is there; its parent must be.</summary>
    public static void MakeFolder(string path) => Directory.CreateDirectory(path, FolderMode700);

    /// <summary>A name in the same folder that nobody lists.</summary>
    public static string HiddenBeside(string path) => Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Guid.NewGuid():N}");

    /// <summary>
    /// The name under which a folder waits for its end. Always the same one, so that whoever repeats a removal finds what is left.
    /// </summary>
    public static string DoomedBeside(string path) => Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Path.GetFileName(path)}.gone");

    /// <summary>Removes a folder and all that is in it; links are removed, not followed. Not there is success.</summary>
    public static void EraseFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (ArgumentException fault)
        {
            // What .NET 10 makes of a folder nested so deep that it has no path, "The value cannot be an empty string": a fault
            // of the disk's content, not of the caller.
            throw new PathTooLongException("A folder is nested too deep to be removed.", fault);
        }
    }

    // ESRCH: /proc/PID/stat of a process that ended between open and read.
    private static bool IsGone(Exception fault) =>
        fault is FileNotFoundException or DirectoryNotFoundException
        || (fault is IOException && fault.HResult == 3);
}
