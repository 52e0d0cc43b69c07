namespace NcAspire.Core.Gateways;

/// <summary>What a gateway answers at this moment.</summary>
/// <param name="Live">/healthz is 200.</param>
/// <param name="Ready">The gateway has started and its method list has web.login.start: a QR code can be asked for, whatever the link's state.</param>
/// <param name="Version">OpenClaw's version, when it told.</param>
public sealed record GatewayProbe(bool Live, bool Ready, string? Version);
