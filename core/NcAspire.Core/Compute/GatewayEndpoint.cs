namespace NcAspire.Core.Compute;

/// <summary>How the control plane reaches a gateway.</summary>
/// <param name="BaseAddress">Scheme, host and port; no path.</param>
public sealed record GatewayEndpoint(Uri BaseAddress);
