using System.ComponentModel.DataAnnotations;

namespace NcAspire.Core.Compute;

/// <summary>What every machine gets.</summary>
public sealed class MachineOptions
{
    /// <summary>Hard memory limit of new instances, in bytes. OpenClaw 2026.9.6 does not start reliably below 1 GiB.</summary>
    [Range(
        1L << 30,
        long.MaxValue,
        ErrorMessage = "Machine:MemoryBytes must be at least 1073741824 (1 GiB): with less, OpenClaw 2026.9.6 runs out of memory while it starts.")]
    public long MemoryBytes { get; set; } = 1536L * 1024 * 1024;

    /// <summary>CPU limit in cores.</summary>
    public double Cpus { get; set; } = 1;

    /// <summary>How long a stopping gateway may take before it is killed; an idle one needs about two seconds.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a starting gateway may take until it is ready.</summary>
    public TimeSpan StartGate { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How often a starting gateway is asked whether it is ready.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
