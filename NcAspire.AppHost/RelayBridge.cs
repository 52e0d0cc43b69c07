using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace NcAspire.AppHost;

/// <summary>The relay where containers reach it: at the host's own address on their bridge.</summary>
internal static class RelayBridge
{
    private const string UsualSubnet = "10.210.0.0/20";

    /// <summary>The bridge is made with the first container, so the relay listens there before the address exists.</summary>
    public static void WithBridge(
        this IResourceBuilder<ProjectResource> relay, IResourceBuilder<ProjectResource> functions, IConfiguration settings, int port)
    {
        var subnet = IPNetwork.Parse(settings["Docker:Subnet"] ?? UsualSubnet);
        var address = subnet.BaseAddress.GetAddressBytes();
        address[^1]++;
        var bridge = new IPEndPoint(new IPAddress(address), port).ToString();

        relay
            .WithEnvironment("Relay__Listen__0", new IPEndPoint(IPAddress.Loopback, port).ToString())
            .WithEnvironment("Relay__Listen__1", bridge)
            .WithEnvironment("Relay__FreeBind", "true");
        functions.WithEnvironment("Relay__Address", $"http://{bridge}");
    }
}
