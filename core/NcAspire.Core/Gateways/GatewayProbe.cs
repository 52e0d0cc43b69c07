namespace NcAspire.Core.Gateways;

/// <summary>What a gateway answers at this moment.</summary>
/// <param name="Live">/healthz is 200.</param>
/// <param name="Ready">/readyz is 200 and the method list has web.login.start: a QR code can be asked for.</param>
/// <param name="Version">OpenClaw's version, when it told.</param>
public sealed record GatewayProbe(bool Live, bool Ready, string? Version);
