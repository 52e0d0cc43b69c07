using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>One process and no other: a pid comes back some day, a pid with its start time does not.</summary>
/// <param name="Start">
/// Field 22 of <c>/proc/PID/stat</c>, or <c>ps -o lstart=</c> with single blanks where there is no <c>/proc</c>.
/// </param>
internal readonly partial record struct ProcessIdentity(int Pid, string Start)
{
    private const int NoSuchProcess = 3;

    public bool IsAlive => Of(Pid) == this;

    /// <summary>
    /// The process that has this pid now; null when there is none. A zombie counts as gone: where nobody reaps, it stays for good.
    /// </summary>
    public static ProcessIdentity? Of(int pid)
    {
        var start = ProcessStat.IsAvailable
            ? ProcessStat.Of(pid) is { IsZombie: false } stat ? stat.Start : null
            : AskPs(pid);
        return start is null ? null : new ProcessIdentity(pid, start);
    }

    /// <summary>Reads what record.sh wrote, "4711 123456"; null when it wrote nothing.</summary>
    public static ProcessIdentity? Recorded(string file) =>
        PrivateFiles.Read(file)?.Trim().Split(' ', 2) is [var pid, var start]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ProcessIdentity(number, start)
            : null;

    public void Signal(EndSignal signal)
    {
        if (IsAlive)
        {
            Send(Pid, signal);
        }
    }

    /// <summary>Sends it to the whole process group that this process leads.</summary>
    public void SignalGroup(EndSignal signal)
    {
        if (IsAlive)
        {
            Send(-Pid, signal);
        }
    }

    private static void Send(int target, EndSignal signal)
    {
        if (Kill(target, (int)signal) != 0 && Marshal.GetLastPInvokeError() is var error && error != NoSuchProcess)
        {
            throw new ProviderException(
                "A gateway's process refuses to be ended.", isTransient: false, new Win32Exception(error));
        }
    }

    private static string? AskPs(int pid)
    {
        string[] arguments = ["-o", "stat=,lstart=", "-p", Launcher.Number(pid)];
        using var ps = Launcher.Run(new ProcessStartInfo("ps", arguments) { RedirectStandardOutput = true });
        var words = ps.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        ps.WaitForExit();
        return words is [var state, .. var start] && start.Length > 0 && !state.StartsWith('Z') ? string.Join(' ', start) : null;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
