namespace NcAspire.Compute.Local;

/// <summary>
/// The kernel's lock on a file (flock, which is what FileShare.None is on Unix): it excludes other processes, and other
/// callers in this one, and ends with its holder. The file goes with the lock; that of a killed holder is taken over.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly FileStream _file;

    private FileLock(string path, FileStream file) => (_path, _file) = (path, file);

    public static async Task<FileLock> TakeAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
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
    public static FileLock? TryTake(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

            if (IsStillAt(path, file))
            {
                return new FileLock(path, file);
            }
        }
        catch (IOException taken) when (taken.GetType() == typeof(IOException) && IsTaken(taken.HResult))
        {
            // Somebody has it.
        }

        file?.Dispose();
        return null;
    }

    // Removed while still locked: whoever waits for this very file finds out that it is no longer the one at the path.
    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }

    // Between opening the file and locking it, its holder may have removed it, and another caller have made a new one. A time
    // that nobody else gives it tells them apart; its content can't be read by path, since that asks for the lock as well.
    private static bool IsStillAt(string path, FileStream file)
    {
        var mark = DateTime.UnixEpoch.AddMicroseconds(Random.Shared.NextInt64(1L << 50));
        File.SetLastWriteTimeUtc(file.SafeFileHandle, mark);
        return File.GetLastWriteTimeUtc(path) == mark;
    }

    // EWOULDBLOCK of Linux and of macOS. Any other fault, a full disk for one, would never go away by waiting.
    private static bool IsTaken(int error) => error is 11 or 35;
}
