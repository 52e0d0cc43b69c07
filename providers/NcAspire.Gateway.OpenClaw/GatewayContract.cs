using System.Security.Cryptography;
using System.Text;
using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>What the control plane wants of a gateway: its methods, and that it starts with our configuration.</summary>
public static class GatewayContract
{
    private static readonly MachinePlacement _somewhere = new("/state", "/plugin", "lan", 18789, ["192.0.2.1"], AllowLoopback: false);

    /// <summary>Changes whenever we call another method or render another configuration.</summary>
    public static string Id { get; } = Compute();

    private static string Compute()
    {
        var methods = GatewayMethod.All.Select(method => method.Name).Order(StringComparer.Ordinal);
        var settings = new GatewaySettings(PhoneNumber.TryParse("+15550100000"), NumberKind.Own)
        {
            Model = new ModelRoute(new ModelChoice(ModelVendors.All[0], "model"), new Uri("http://192.0.2.2/vendor"), ModelRoute.RelayToken),
            Channels = [.. ChannelCatalog.All.Select(channel => new AllowList(channel, ["somebody"]))],
        };
        var text = string.Join('\n', [.. methods, GatewayConfig.Render(_somewhere, settings)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }
}
