using NcAspire.Core.Compute;

namespace NcAspire.Core.Gateways;

/// <summary>
/// Talks to one OpenClaw gateway. Faults are <see cref="ProviderException"/>: transient when the gateway cannot be reached or is
/// starting, definite when it refuses.
/// </summary>
public interface IGateway
{
    /// <summary>Variables the gateway process needs whatever the provider; none is a secret.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Renders the whole openclaw.json: the hardened baseline plus the owner's choices. Pure.</summary>
    string RenderConfig(MachinePlacement placement, GatewaySettings settings);

    /// <summary>The files from which a gateway that does not run takes a rendered configuration at its next start. Pure.</summary>
    IReadOnlyList<SeedFile> PlaceConfig(string config);

    /// <summary>
    /// The files that hold a gateway's secrets; the configuration only points into them. The owner's are replaced by what is given, all of
    /// them; the relay's token stays as it is where none is given. Pure.
    /// </summary>
    IReadOnlyList<SeedFile> RenderSecrets(GatewaySecrets secrets);

    /// <summary>Never throws for a gateway that does not answer: that is what it reports.</summary>
    Task<GatewayProbe> ProbeAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Live = /healthz only; the cheap check of a health sweep.</summary>
    Task<bool> IsLiveAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Makes the running gateway take over a rendered configuration and returns when it has. Nothing to change is success.</summary>
    /// <exception cref="ProviderException">Definite with the gateway's own words when it refuses; the old configuration stays in force.</exception>
    Task ApplyConfigAsync(GatewayEndpoint endpoint, string config, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the running gateway read its secrets again, after their files were changed, and returns when it uses them. One that the
    /// configuration in force still points to must be there: the gateway would go on with the value it had.
    /// </summary>
    /// <exception cref="ProviderException">Transient also when a secret was not there.</exception>
    Task ReloadSecretsAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Asks for a QR code. A gateway that answers ok without a code and without connected counts as a failed start.</summary>
    /// <param name="timeout">How long the gateway may take to get the first code from WhatsApp, at least 5 s.</param>
    Task<QrStart> StartLoginAsync(GatewayEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Waits for the scan, or for another code than the current one, at most the timeout (at least 1 s).</summary>
    Task<QrWait> WaitLoginAsync(GatewayEndpoint endpoint, string? currentQrDataUrl, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The gateway's own view of its link, from what it knows already: nothing is asked of WhatsApp.</summary>
    Task<WhatsAppReport> WhatsAppAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Unlinks the phone and forgets its credentials. Not linked is success.</summary>
    Task LogoutAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken);
}
