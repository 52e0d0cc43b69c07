using System.Globalization;

namespace NcAspire.Compute.Local;

/// <summary>The part of <c>/proc/PID/stat</c> that counts here (man 5 proc_pid_stat).</summary>
/// <param name="Start">Field 22, clock ticks since boot.</param>
/// <param name="CpuTime">Of the process and the children it has waited for.</param>
/// <param name="MemoryBytes">Resident memory.</param>
internal sealed record ProcessStat(bool IsZombie, int Session, string Start, TimeSpan CpuTime, long MemoryBytes)
{
    // USER_HZ: what Linux tells programs is in hundredths of a second on every platform that .NET runs on.
    private const long TicksPerClockTick = TimeSpan.TicksPerSecond / 100;

    /// <summary>False on macOS.</summary>
    public static bool IsAvailable { get; } = File.Exists("/proc/self/stat");

    public static ProcessStat? Of(int pid) =>
        PrivateFiles.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")) is { Length: > 0 } line ? Parse(line) : null;

    /// <summary>All processes of a session.</summary>
    public static IEnumerable<ProcessStat> OfSession(int session) =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let stat = Of(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
        where stat is not null && stat.Session == session
        select stat;

    // 4711 (a (name)) S 1 4711 4711 0 -1 4194560 …: the name may hold blanks and parentheses, so the fields are counted
    // from the last closing one; the first after it is field 3.
    private static ProcessStat Parse(string line)
    {
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(
            fields[0] is "Z" or "X",
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[19],
            TimeSpan.FromTicks(fields[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) * TicksPerClockTick),
            long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
    }
}
