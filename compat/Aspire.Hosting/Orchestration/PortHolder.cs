using System.Globalization;
using NcAspire.AppHost;

namespace Aspire.Hosting.Orchestration;

/// <summary>Who listens on a port, as far as /proc lets us see.</summary>
/// <param name="IsLeftover">It belongs to an AppHost that is gone, and its watcher is about to end it.</param>
internal sealed record PortHolder(int ProcessId, string Name, bool IsLeftover)
{
    private const string Listening = "0A";

    public static PortHolder? Find(int port)
    {
        if (!Directory.Exists("/proc/net"))
        {
            return null;
        }

        var sockets = Sockets("/proc/net/tcp", port).Concat(Sockets("/proc/net/tcp6", port))
            .Select(inode => $"socket:[{inode}]")
            .ToHashSet();

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var processId)
                && HasAny(processId, sockets))
            {
                return new PortHolder(processId, Read($"/proc/{processId}/comm").Trim(), IsOrphan(processId));
            }
        }

        return null;
    }

    // "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 …"
    private static IEnumerable<string> Sockets(string table, int port) =>
        from line in Read(table).Split('\n').Skip(1)
        let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where columns.Length > 9
            && columns[3] == Listening
            && columns[1].EndsWith($":{port:X4}", StringComparison.Ordinal)
        select columns[9];

    private static bool HasAny(int processId, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd")
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsOrphan(int processId)
    {
        // 4711 (name) S 4700 …: the fourth field is the parent, which for ours is the watcher.
        var stat = Read($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        if (fields.Length < 2)
        {
            return false;
        }

        // /bin/sh …/watch.sh OWNER_PID OWNER_START …
        var command = Read($"/proc/{fields[1]}/cmdline").Split('\0');
        var script = Array.FindIndex(command, word => Path.GetFileName(word) == "watch.sh");

        return script >= 0
            && command.Length > script + 2
            && int.TryParse(command[script + 1], CultureInfo.InvariantCulture, out var owner)
            && !IsAlive(new WatchOwner(owner, command[script + 2]));
    }

    private static bool IsAlive(WatchOwner owner)
    {
        try
        {
            return WatchOwner.Of(owner.ProcessId) == owner;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
