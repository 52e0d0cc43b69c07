namespace NcAspire.Core.Compute;

/// <summary>What the gateway's configuration must know about the place it runs in.</summary>
/// <param name="StateDirectory">OPENCLAW_STATE_DIR as the gateway process sees it.</param>
/// <param name="WhatsAppPlugin">Folder of the WhatsApp plugin as the gateway process sees it.</param>
/// <param name="Bind">gateway.bind of OpenClaw: loopback or lan.</param>
/// <param name="Port">TCP port the gateway listens on.</param>
/// <param name="TrustedProxies">Addresses or CIDR ranges the control plane's requests come from, as the gateway sees them.</param>
/// <param name="AllowLoopback">The control plane is on the gateway's loopback (Local only).</param>
public sealed record MachinePlacement(
    string StateDirectory,
    string WhatsAppPlugin,
    string Bind,
    int Port,
    IReadOnlyList<string> TrustedProxies,
    bool AllowLoopback);
