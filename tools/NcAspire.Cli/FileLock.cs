namespace NcAspire.Cli;

/// <summary>
/// A lock between processes that ends with its holder, also when that is killed (flock on an open file).
/// </summary>
public sealed class FileLock : IDisposable
{
    // EWOULDBLOCK of Linux.
    private const int WouldBlock = 11;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <returns>The lock, or null when another process holds it.</returns>
    /// <exception cref="CommandException">The file can't be written.</exception>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception.HResult is WouldBlock)
        {
            return null;
        }
        catch (IOException exception)
        {
            // A read-only or full disk: no waiting would help.
            throw new CommandException(
                $"{path} can't be written ({exception.Message.TrimEnd('.')}); free some space there, or set NC_CACHE and NC_DATA "
                + "to folders on a disk that can be written.",
                exception);
        }
    }

    /// <param name="path">The file to lock; its folder exists.</param>
    /// <param name="waiting">Called once when another process holds the lock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<FileLock> TakeAsync(string path, Action waiting, CancellationToken cancellationToken)
    {
        for (var first = true; ; first = false)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (first)
            {
                waiting();
            }

            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Lets the program that replaces this process, and all that it starts, hold the lock too.</summary>
    public void PassOn() => Libc.KeepAcrossExec(_file.SafeFileHandle);

    public void Dispose() => _file.Dispose();
}
