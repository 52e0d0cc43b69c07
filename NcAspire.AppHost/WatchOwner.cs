using System.Diagnostics;
using System.Globalization;

namespace NcAspire.AppHost;

/// <summary>
/// A process that others end with (watch.sh). It is named by its pid and its start time, because pids are used again.
/// </summary>
/// <param name="ProcessId">The pid.</param>
/// <param name="StartTime">Field 22 of <c>/proc/PID/stat</c>, or where there is no /proc what <c>ps -o lstart=</c> says.</param>
internal sealed record WatchOwner(int ProcessId, string StartTime)
{
    private const int StateField = 3;
    private const int StartTimeField = 22;

    public static WatchOwner Current() => Of(Environment.ProcessId);

    /// <summary>Names a running process.</summary>
    /// <exception cref="InvalidOperationException">There is no such process.</exception>
    public static WatchOwner Of(int processId)
    {
        var startTime = Directory.Exists("/proc/self") ? FromProc(processId) : FromPs(processId);

        return startTime.Length > 0
            ? new WatchOwner(processId, startTime)
            : throw new InvalidOperationException($"There is no process {processId.ToString(CultureInfo.InvariantCulture)}.");
    }

    private static string FromProc(int processId)
    {
        try
        {
            // 4711 (a (name)) S 1 4711 …: the name may hold blanks and parentheses.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

            // A zombie counts as gone: where nobody reaps, a killed process stays one for good.
            return fields[0] is "Z" or "X" ? string.Empty : fields[StartTimeField - StateField];
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    private static string FromPs(int processId)
    {
        var start = new ProcessStartInfo("ps", ["-o", "lstart=", "-p", processId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        };
        using var ps = Process.Start(start) ?? throw new InvalidOperationException("ps could not be started.");
        return string.Join(' ', ps.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
