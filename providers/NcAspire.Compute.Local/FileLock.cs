namespace NcAspire.Compute.Local;

/// <summary>
/// The kernel's lock on a file (flock, which is what FileShare.None is on Unix): it excludes other processes, and other
/// callers in this one, and ends with its holder. The files stay; removing one would let two callers hold "the" lock.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    public static async Task<FileStream> TakeAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(_pause, clock, cancellationToken);
        }
    }

    /// <summary>Null when somebody has it.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.GetType() == typeof(IOException) && IsTaken(taken.HResult))
        {
            return null;
        }
    }

    // EWOULDBLOCK of Linux and of macOS. Any other fault, a full disk for one, would never go away by waiting.
    private static bool IsTaken(int error) => error is 11 or 35;
}
