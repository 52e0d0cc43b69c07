namespace NcAspire.Cli.Tools;

/// <summary>
/// Folders that are either whole or not there: each is made beside its place and then renamed, by one process at a time.
/// </summary>
/// <param name="root">The folder that holds them.</param>
/// <param name="screen">Says when another process is waited for.</param>
public sealed class FolderCache(string root, Screen screen)
{
    // Others must be able to read the tools, whatever the umask: as root, Postgres runs under another uid.
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Where the folder of that name is, or would be.</summary>
    public string Place(string name) => Path.Combine(root, name);

    /// <summary>Makes the folder unless it is there.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="make">Fills the empty folder that it is given; when it throws, nothing is left.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The folder's path.</returns>
    /// <exception cref="CommandException">The cache can't be written.</exception>
    public async Task<string> EnsureAsync(
        string name, Func<string, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        var place = Place(name);

        if (Directory.Exists(place))
        {
            return place;
        }

        try
        {
            CreateReadable(root);
            using var held = await FileLock.TakeAsync(
                $"{place}.lock", () => screen.Say($"Another ./nc is making {place}; waiting for it."), cancellationToken);

            if (!Directory.Exists(place))
            {
                RemoveLeftovers(name);
                await MakeAsync(place, make, cancellationToken);
            }

            return place;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException(
                $"The cache folder {root} can't be written; set NC_CACHE to a folder that you may write.", exception);
        }
    }

    private static async Task MakeAsync(
        string place, Func<string, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        var part = $"{place}.{Guid.NewGuid():N}.part";
        CreateReadable(part);

        try
        {
            await make(part, cancellationToken);
            Directory.Move(part, place);
        }
        catch
        {
            Remove(part);
            throw;
        }
    }

    private static void CreateReadable(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, Readable);
        }
    }

    // Called under the lock: whatever part is there belongs to a run that was killed.
    private void RemoveLeftovers(string name)
    {
        foreach (var part in Directory.EnumerateDirectories(root, $"{name}.*.part"))
        {
            Remove(part);
        }
    }

    private static void Remove(string part)
    {
        try
        {
            Directory.Delete(part, recursive: true);
        }
        catch (IOException)
        {
            // An npm that outlived its killed parent may still write there. The next run removes it.
        }
    }
}
