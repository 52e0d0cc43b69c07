using NcAspire.Core.Compute;

namespace NcAspire.Core.Hosts;

/// <summary>What a backend last told of itself, and what instances take of it.</summary>
/// <param name="Provider">Name of the compute provider.</param>
/// <param name="ReservedBytes">Memory limits of all instances that run or are being started, together.</param>
/// <param name="Running">Instances with status running.</param>
/// <param name="Stopped">Instances with status stopped.</param>
/// <param name="SeenAt">When it told, by the database's clock.</param>
/// <param name="Age">How long ago that was.</param>
public sealed record Host(
    string Provider, HostCapacity Capacity, long ReservedBytes, int Running, int Stopped, DateTimeOffset SeenAt, TimeSpan Age);
