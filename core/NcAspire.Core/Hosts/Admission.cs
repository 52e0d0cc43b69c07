namespace NcAspire.Core.Hosts;

/// <summary>How much of a host's memory instances may take.</summary>
/// <param name="ReserveBytes">What the host keeps for itself.</param>
/// <param name="Overcommit">How many bytes are promised for each byte there is.</param>
public sealed record Admission(long ReserveBytes, double Overcommit)
{
    /// <summary>Bytes that the instances on a host with this memory may take together.</summary>
    public long LimitOf(long hostBytes) => (long)(Math.Max(0, hostBytes - ReserveBytes) * Overcommit);
}
