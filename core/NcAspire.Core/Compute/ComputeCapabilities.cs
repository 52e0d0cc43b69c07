namespace NcAspire.Core.Compute;

/// <summary>What differs between providers and callers may ask about.</summary>
/// <param name="DefaultImage">The image or version that new instances get.</param>
/// <param name="IsIsolated">Tenants are kept from each other and from the host.</param>
public sealed record ComputeCapabilities(string DefaultImage, bool IsIsolated);
