using System.Diagnostics;
using System.Globalization;

namespace NcAspire.Cli;

/// <summary>The folder that holds a stack's data, claimed for one stack at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "nc.lock";
    private const string OwnerName = "nc.pid";

    /// <summary>What a stack keeps here (see AppHost.cs). Nothing else is ever deleted, and no stack lives beside anything else.</summary>
    private static readonly string[] _kept = ["postgres", "local", "docker", "keys", "ops"];

    private static readonly TimeSpan _ending = TimeSpan.FromSeconds(15);

    private readonly string _folder;
    private readonly FileLock _lock;

    private DataFolder(string folder, FileLock held)
    {
        _folder = folder;
        _lock = held;
    }

    /// <summary>Claims the folder, which is made if need be.</summary>
    /// <exception cref="CommandException">A stack runs on it, it can't be written, or it holds what no stack has made.</exception>
    public static async Task<DataFolder> ClaimAsync(string folder, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            RequireOwn(folder);
            Create(folder);
            var held = await HoldAsync(folder, screen, cancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder, OwnerName),
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                cancellationToken);
            return new DataFolder(folder, held);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException(
                $"The data folder {folder} can't be written; set NC_DATA to a folder that you may write.", exception);
        }
    }

    /// <summary>Whether the folder holds anything of a stack.</summary>
    public bool IsEmpty => !Contents.Any();

    private IEnumerable<DirectoryInfo> Contents =>
        _kept.Select(name => new DirectoryInfo(Path.Combine(_folder, name))).Where(entry => entry.Exists);

    /// <returns>The process id of the stack that runs on the folder, or null.</returns>
    public static int? OwnerOf(string folder)
    {
        var file = Path.Combine(folder, OwnerName);

        if (!File.Exists(file)
            || !int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            using var owner = Process.GetProcessById(id);
            return id;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public void Wipe()
    {
        foreach (var entry in Contents)
        {
            entry.Delete(recursive: true);
        }
    }

    /// <summary>Hands the claim to the program that replaces this process; it ends when the last of its processes does.</summary>
    public void PassOn() => _lock.PassOn();

    public void Dispose() => _lock.Dispose();

    private static void RequireOwn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // The root of a file system has a lost+found of its own.
        var known = _kept.Concat([LockName, OwnerName, "lost+found"]);
        var foreign = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Except(known).FirstOrDefault();

        if (foreign is not null)
        {
            throw new CommandException(
                $"{folder} holds {foreign}, which no stack has made; set NC_DATA to a folder of its own.");
        }
    }

    // As root, other accounts pass through to their own folders, but don't see what is here.
    private static void Create(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            var others = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(folder, Environment.IsPrivilegedProcess ? owner | others : owner);
        }
    }

    // When the stack's main process was killed, the others follow it within moments: that is worth waiting for.
    private static async Task<FileLock> HoldAsync(string folder, Screen screen, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, LockName);

        if (FileLock.TryTake(path) is { } free)
        {
            return free;
        }

        if (OwnerOf(folder) is { } owner)
        {
            throw new CommandException(
                $"The stack of {folder} runs already (process {owner}); stop it, or set NC_DATA to another folder for a "
                + "second one.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_ending);

        try
        {
            return await FileLock.TakeAsync(
                path, () => screen.Say("The last stack is still ending; waiting for it."), limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(
                $"Processes of the last stack still use {folder}; `fuser {Shell.Quote(path)}` names them.", exception);
        }
    }
}
