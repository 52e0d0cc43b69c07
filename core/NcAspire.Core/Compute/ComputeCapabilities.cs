namespace NcAspire.Core.Compute;

/// <summary>What differs between providers and callers may ask about.</summary>
/// <param name="DefaultImage">The image or version that new instances get.</param>
/// <param name="IsIsolated">Tenants are kept from each other and from the host.</param>
public sealed record ComputeCapabilities(string DefaultImage, bool IsIsolated)
{
    /// <summary>
    /// Machines have hard memory limits, so instances are admitted only while those fit into the host. Without limits there is nothing
    /// to add up: how many gateways a developer's computer bears is the developer's to see.
    /// </summary>
    public bool ReservesMemory { get; init; } = true;
}
