using System.Diagnostics;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>What a gateway uses.</summary>
internal static class Usage
{
    /// <summary>
    /// Of the gateway and its helpers (its session); where there is no <c>/proc</c>, of the gateway alone. Null when it just ended.
    /// </summary>
    public static MachineUsage? Of(ProcessIdentity gateway, VolumeFolder volume)
    {
        if (!ProcessStat.IsAvailable)
        {
            return OfOne(gateway, volume);
        }

        var processes = ProcessStat.OfSession(gateway.Pid).ToList();
        return processes.Count == 0
            ? null
            : new MachineUsage(
                processes.Sum(process => process.MemoryBytes),
                processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.CpuTime),
                volume.Size());
    }

    private static MachineUsage? OfOne(ProcessIdentity gateway, VolumeFolder volume)
    {
        try
        {
            using var process = Process.GetProcessById(gateway.Pid);
            return new MachineUsage(process.WorkingSet64, process.TotalProcessorTime, volume.Size());
        }
        catch (Exception over) when (over is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
