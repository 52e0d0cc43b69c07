namespace NcAspire.Core.Compute;

/// <summary>What a machine uses now.</summary>
/// <param name="MemoryBytes">Resident memory of all its processes.</param>
/// <param name="CpuTime">CPU time since it started.</param>
/// <param name="VolumeBytes">Size of the state volume on disk.</param>
public sealed record MachineUsage(long MemoryBytes, TimeSpan CpuTime, long VolumeBytes);
