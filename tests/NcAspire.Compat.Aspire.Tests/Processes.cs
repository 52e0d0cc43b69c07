using System.Globalization;
using System.Runtime.InteropServices;

namespace NcAspire.Compat.Aspire.Tests;

/// <summary>Looks at processes from outside, as /proc shows them. Zombies are over.</summary>
internal static class Processes
{
    public static bool IsAlive(int processId) => Stat(processId) is { State: not "Z" };

    /// <summary>The living members of a process group.</summary>
    public static IReadOnlyList<int> OfGroup(int group) =>
        [.. All().Where(process => process.Stat.Group == group).Select(process => process.Id)];

    public static int? Child(int parent, string command) =>
        All().Where(process => process.Stat.Parent == parent && process.Stat.Command == command)
            .Select(process => (int?)process.Id)
            .FirstOrDefault();

    /// <summary>Everything below a process, however deep.</summary>
    public static IReadOnlyList<int> Descendants(int processId)
    {
        var all = All().ToList();
        var found = new List<int> { processId };

        for (var index = 0; index < found.Count; index++)
        {
            found.AddRange(all.Where(process => process.Stat.Parent == found[index]).Select(process => process.Id));
        }

        return found[1..];
    }

    public static void Signal(int processId, int signal) => Assert.Equal(0, Kill(processId, signal));

    private static IEnumerable<(int Id, ProcessStat Stat)> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && Stat(id) is { State: not "Z" } stat)
            {
                yield return (id, stat);
            }
        }
    }

    // 4711 (name) S 1 4711 …: state, parent, group.
    private static ProcessStat? Stat(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var end = stat.LastIndexOf(')');
            var fields = stat[(end + 2)..].Split(' ');
            return new ProcessStat(
                stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end],
                fields[0],
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[2], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    private sealed record ProcessStat(string Command, string State, int Parent, int Group);
}
