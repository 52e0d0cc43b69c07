namespace NcAspire.Functions.Api;

/// <summary>From whom X-Forwarded-For is believed.</summary>
internal sealed class ClientAddressOptions
{
    /// <summary>Networks in CIDR form that hold the web front or a load balancer. Loopback is always one of them.</summary>
    public IList<string> TrustedProxies { get; } = [];
}
