using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>
/// The one network of all tenants: a bridge on which containers do not reach each other (<c>enable_icc=false</c>), with a fixed name
/// on the host that the firewall's rules match.
/// </summary>
internal sealed partial class TenantNetwork(
    Engine engine, IOptions<DockerOptions> options, TimeProvider clock, ILogger<TenantNetwork> logger)
{
    // https://docs.docker.com/engine/network/drivers/bridge/#options
    private const string BridgeName = "com.docker.network.bridge.name";
    private const string Icc = "com.docker.network.bridge.enable_icc";
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private readonly DockerOptions _options = options.Value;
    private volatile bool _isThere;

    public TenantSubnet Subnet { get; } = TenantSubnet.TryParse(options.Value.Subnet)
        ?? throw new InvalidOperationException($"\"{options.Value.Subnet}\" is no network of tenants.");

    /// <summary>Where the control plane's requests come from, as gateways see it.</summary>
    public string ControlPlane => _options.ControlPlaneAddress ?? Subnet.Gateway.ToString();

    /// <summary>Makes it unless it is there, and looks once in the life of this process whether it is as it should be.</summary>
    /// <exception cref="ProviderException">Definite: one of that name is not ours, or does not keep tenants apart.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isThere)
        {
            return;
        }

        var started = clock.GetTimestamp();
        var network = await FindAsync(cancellationToken);

        while (network is null)
        {
            var clash = await TryMakeAsync(cancellationToken);

            if ((network = await FindAsync(cancellationToken)) is null)
            {
                // Whoever makes the same network at the same time has its name and addresses before it can be seen.
                if (clock.GetElapsedTime(started) > _settling)
                {
                    throw clash ?? new ProviderException("The network of tenants can't be made. Try again.", isTransient: true);
                }

                await Task.Delay(_pause, clock, cancellationToken);
            }
        }

        Require(network);
        _isThere = true;
    }

    /// <summary>The engine says that it is not there.</summary>
    public void Forget() => _isThere = false;

    private Task<NetworkResponse?> FindAsync(CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                // The name may be the beginning of another one's id.
                return await client.Networks.InspectNetworkAsync(_options.Network, token) is var found && found.Name == _options.Network
                    ? found
                    : null;
            }
            catch (DockerNetworkNotFoundException)
            {
                return null;
            }
        },
        cancellationToken);

    /// <returns>What is in the way; null when it was made, or somebody made it meanwhile.</returns>
    private Task<ProviderException?> TryMakeAsync(CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                await client.Networks.CreateNetworkAsync(Body(), token);
                Log.Made(logger, _options.Network, Subnet.Network);
                return null;
            }
            catch (DockerApiException clash) when (EngineFault.Says(clash, "overlap"))
            {
                return Clash($"The addresses {Subnet.Network} of Docker:Subnet are used by another network of the Docker host.", clash);
            }
            catch (DockerApiException clash) when (EngineFault.Says(clash, "same bridge name"))
            {
                return Clash($"The bridge {_options.Bridge} of Docker:Bridge is used by another network of the Docker host.", clash);
            }
            catch (DockerApiException taken) when (taken.StatusCode is HttpStatusCode.Conflict)
            {
                return null;
            }
        },
        cancellationToken);

    private static ProviderException Clash(string sentence, DockerApiException clash) => new(sentence, isTransient: false, clash);

    private NetworksCreateParameters Body() => new()
    {
        Name = _options.Network,
        Driver = "bridge",

        // Engines before API 1.44 make a second network of the same name without it.
        CheckDuplicate = true,
        Labels = new Dictionary<string, string> { [MachineLabels.Installation] = _options.Installation },
        Options = new Dictionary<string, string> { [BridgeName] = _options.Bridge, [Icc] = "false" },
        IPAM = new IPAM
        {
            Driver = "default",
            Config =
            [
                new IPAMConfig
                {
                    Subnet = Subnet.Network.ToString(),
                    IPRange = Subnet.Tenants.ToString(),
                    Gateway = Subnet.Gateway.ToString(),
                },
            ],
        },
    };

    // Installations on one engine share it: a firewall's rules are for one bridge, and tenants are kept apart whosever they are.
    private void Require(NetworkResponse network)
    {
        Ownership.RequireOfAny("network", network.Name, network.Labels);
        var differences = Differences(network).ToList();

        if (differences.Count > 0)
        {
            throw new ProviderException(
                $"The network \"{network.Name}\" of the Docker host does not keep tenants apart as it should: {string.Join(", ", differences)}. "
                + "Stop its machines and remove it; it is made anew.",
                isTransient: false);
        }
    }

    private IEnumerable<string> Differences(NetworkResponse network)
    {
        var (expected, addresses) = (Body().IPAM.Config[0], network.IPAM?.Config);
        var given = addresses?.Count is 1 ? addresses[0] : new IPAMConfig();
        (bool Differs, string What)[] looks =
        [
            (network.Driver != "bridge", "it is no bridge"),
            (Option(network, Icc) != "false", "its machines reach each other"),
            (Option(network, BridgeName) != _options.Bridge, "its bridge has another name"),
            (network.Internal, "it has no way out"),
            (network.EnableIPv6, "it has IPv6"),
            (network.Ingress || network.Attachable || network.ConfigOnly, "it is a network of another kind"),
            ((given.Subnet, given.IPRange, given.Gateway) != (expected.Subnet, expected.IPRange, expected.Gateway), "it has other addresses"),
        ];
        return looks.Where(look => look.Differs).Select(look => look.What);
    }

    private static string? Option(NetworkResponse network, string option) => Ownership.Label(network.Options, option);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made the network {Network} with the addresses {Addresses}.")]
        public static partial void Made(ILogger logger, string network, IPNetwork addresses);
    }
}
