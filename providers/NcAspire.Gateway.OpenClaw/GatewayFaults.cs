using System.Net;
using NcAspire.Core.Compute;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>The faults of reaching a gateway, each with its likely cause, and whether waiting helps.</summary>
internal static class GatewayFaults
{
    public static ProviderException Unreachable(Exception? cause = null) =>
        new("The gateway can't be reached.", isTransient: true, cause);

    public static ProviderException TooSlow(Exception? cause = null) =>
        new("The gateway did not answer in time.", isTransient: true, cause);

    public static ProviderException TooLarge(Exception? cause = null) =>
        new("The gateway's answer is larger than any that is expected.", isTransient: false, cause);

    public static ProviderException NotUnderstood(Exception? cause = null) =>
        new("The gateway gave an answer that is not understood.", isTransient: false, cause);

    /// <summary>The fault behind an HTTP status that carries no RPC error.</summary>
    public static ProviderException OfStatus(HttpStatusCode status, Exception? cause = null) => status switch
    {
        HttpStatusCode.Unauthorized => new(
            "The gateway does not know the control plane's identity: its gateway.auth settings differ from ours.", false, cause),
        HttpStatusCode.Forbidden => new(
            "The gateway does not trust the control plane's address: it is not in gateway.trustedProxies.", false, cause),
        HttpStatusCode.NotFound => new(
            "The gateway has no admin API: its plugin admin-http-rpc is not loaded.", false, cause),
        HttpStatusCode.TooManyRequests => new(
            "The gateway has locked the control plane out after failed attempts; this ends by itself.", true, cause),
        _ => new($"The gateway answered with status {(int)status}.", isTransient: (int)status >= 500, cause),
    };
}
