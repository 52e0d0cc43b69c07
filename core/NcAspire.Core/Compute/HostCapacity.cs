namespace NcAspire.Core.Compute;

/// <summary>What a backend has in all, whoever uses it now.</summary>
/// <param name="Host">Its name among operators, such as the host's name.</param>
/// <param name="Version">What runs the machines and in which version, such as "Docker 20.10.24, API 1.41, cgroup v1".</param>
/// <param name="MemoryBytes">Physical memory of the host.</param>
/// <param name="Cpus">CPU cores of the host.</param>
/// <param name="DiskFreeBytes">What volumes and images can still take; null when the backend does not tell.</param>
public sealed record HostCapacity(string Host, string Version, long MemoryBytes, double Cpus, long? DiskFreeBytes);
