using System.Net.Http.Headers;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// Who the control plane is to a gateway. In trusted-proxy mode (OpenClaw gateway 2026.9.6) the gateway believes these
/// headers from an address in gateway.trustedProxies and from nowhere else, so no secret lies in the gateway's machine.
/// </summary>
public static class ServiceIdentity
{
    public const string UserHeader = "x-openclaw-user";
    public const string RequiredHeader = "x-forwarded-proto";
    public const string User = "svc-control-plane";
    public const string Scope = "operator.admin";

    /// <summary>
    /// The headers of every request and socket of the control plane. The client address must be there and must not be
    /// loopback, else the gateway answers 403 proxy_attribution_required; ours is of the range that RFC 5737 keeps for
    /// documentation and belongs to nobody.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>
    {
        [UserHeader] = User,
        [RequiredHeader] = "https",
        ["x-forwarded-for"] = "192.0.2.1",
    };

    internal static void AddTo(HttpRequestHeaders headers)
    {
        foreach (var (name, value) in Headers)
        {
            headers.Add(name, value);
        }
    }
}
