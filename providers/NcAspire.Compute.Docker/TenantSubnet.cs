using System.Net;

namespace NcAspire.Compute.Docker;

/// <summary>The addresses of the tenants' network, cut in half: tenants get the upper one, fixed addresses stand in the lower one.</summary>
internal sealed record TenantSubnet
{
    // Below /16 a bridge has more addresses than it can have ports; above /28 nothing worth having is left for tenants.
    private const int Widest = 16;
    private const int Narrowest = 28;

    private TenantSubnet(IPNetwork network)
    {
        Network = network;
        Tenants = new IPNetwork(At(network, 1u << (31 - network.PrefixLength)), network.PrefixLength + 1);
        Gateway = At(network, 1);
    }

    public IPNetwork Network { get; }

    /// <summary>What the engine gives to machines.</summary>
    public IPNetwork Tenants { get; }

    /// <summary>The bridge's own address: what the host's requests come from, as machines see it.</summary>
    public IPAddress Gateway { get; }

    /// <summary>"10.210.0.0/20"; null when it is no IPv4 network between /16 and /28, or its address has bits beyond the prefix (which .NET 10 drops).</summary>
    public static TenantSubnet? TryParse(string text) =>
        IPNetwork.TryParse(text, out var network)
        && network.ToString() == text
        && network.BaseAddress.AddressFamily is System.Net.Sockets.AddressFamily.InterNetwork
        && network.PrefixLength is >= Widest and <= Narrowest
            ? new TenantSubnet(network)
            : null;

    /// <summary>An address that may be given to one that is no tenant: in the lower half, and neither the network's nor the bridge's.</summary>
    public bool IsFixed(IPAddress address) =>
        Network.Contains(address) && !Tenants.Contains(address) && !address.Equals(Network.BaseAddress) && !address.Equals(Gateway);

    private static IPAddress At(IPNetwork network, uint offset)
    {
        var number = BitConverter.ToUInt32([.. network.BaseAddress.GetAddressBytes().Reverse()]) + offset;
        return new IPAddress([.. BitConverter.GetBytes(number).Reverse()]);
    }
}
