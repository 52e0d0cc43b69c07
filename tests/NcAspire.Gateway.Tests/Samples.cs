using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Gateway.Tests;

internal static class Samples
{
    public static readonly GatewaySettings NoOwner = new(null, NumberKind.Separate);
    public static readonly GatewaySettings SeparateNumber = new(PhoneNumber.TryParse("+15551234567"), NumberKind.Separate);
    public static readonly GatewaySettings OwnNumber = new(PhoneNumber.TryParse("+15551234567"), NumberKind.Own);

    public static readonly AllowList Telegram = new(ChannelCatalog.Telegram, ["4242", "77777"]);

    public static readonly AllowList Discord = new(ChannelCatalog.Discord, ["123456789012345678"]);
    public static readonly AllowList Slack = new(ChannelCatalog.Slack, ["U012AB3CD45"]);

    public static readonly MachinePlacement Container =
        new("/data", "/opt/openclaw/node_modules/@openclaw/whatsapp", "lan", 18789, ["172.30.0.2"], AllowLoopback: false);

    public static readonly MachinePlacement Local = new("/data", "/opt/whatsapp", "loopback", 18901, ["127.0.0.1"], AllowLoopback: true);

    public static ModelRoute RouteTo(string model)
    {
        var choice = ModelChoice.TryParse(model) ?? throw new ArgumentException($"{model} is no model.", nameof(model));
        return new ModelRoute(choice, new Uri($"http://172.30.0.3:7080/{choice.Vendor.Id}"), ModelRoute.RelayToken);
    }

    /// <summary>Straight to the vendor, with its key.</summary>
    public static ModelRoute Direct(string model)
    {
        var choice = RouteTo(model).Choice;
        return new ModelRoute(choice, choice.Vendor.Upstream, choice.Vendor.Keys[^1].Value);
    }

    public static OpenClawGateway Gateway(HttpMessageHandler handler)
    {
        var transport = new GatewayTransport(handler, TimeProvider.System);
        return new OpenClawGateway(
            transport.Http, transport.Sockets, TimeProvider.System, NullLogger<OpenClawGateway>.Instance);
    }
}
