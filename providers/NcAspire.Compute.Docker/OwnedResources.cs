using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>What carries the label of this installation on the engine.</summary>
internal sealed partial class OwnedResources(
    Engine engine, Ownership ownership, IOptions<DockerOptions> options, TimeProvider clock, ILogger<OwnedResources> logger)
{
    private readonly string _network = options.Value.Network;

    /// <summary>A container that ran one command is a machine of no instance: its name tells whose, and nobody misses it.</summary>
    public async Task<IReadOnlyList<OwnedResource>> ListAsync(CancellationToken cancellationToken)
    {
        var machines = MachinesAsync(cancellationToken);
        var volumes = VolumesAsync(cancellationToken);
        var networks = NetworksAsync(cancellationToken);
        await Task.WhenAll(machines, volumes, networks);
        return [.. await machines, .. await volumes, .. await networks];
    }

    public async Task DeleteNetworkAsync(string network, CancellationToken cancellationToken)
    {
        var name = MachineName.Checked(network);
        await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    // By id: two networks may have one name.
                    if (await client.Networks.InspectNetworkAsync(name, token) is var found && found.Name == name)
                    {
                        ownership.Require("network", name, found.Labels);
                        await client.Networks.DeleteNetworkAsync(found.ID, token);
                        Log.NetworkRemoved(logger, name);
                    }
                }
                catch (DockerNetworkNotFoundException)
                {
                    // Not there: that is what the caller wants.
                }
                catch (DockerApiException used) when (used.StatusCode is HttpStatusCode.Forbidden)
                {
                    throw new ProviderException($"The network \"{name}\" is still used by a machine.", isTransient: true, used);
                }

                return true;
            },
            cancellationToken);
    }

    private Task<IEnumerable<OwnedResource>> MachinesAsync(CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
            from machine in await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Ours() }, token)
            let name = machine.Names?.FirstOrDefault(name => name.LastIndexOf('/') == 0)
            where name is not null
            let isCommand = Ownership.Label(machine.Labels, MachineLabels.CommandOf) is not null
            select new OwnedResource(
                OwnedResourceKind.Machine,
                name[1..],
                isCommand ? null : Ownership.InstanceOf(machine.Labels),
                Utc(machine.Created)),
        cancellationToken);

    private Task<IEnumerable<OwnedResource>> VolumesAsync(CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
            from volume in (await client.Volumes.ListAsync(new VolumesListParameters { Filters = Ours() }, token)).Volumes ?? []
            select new OwnedResource(
                OwnedResourceKind.Volume,
                volume.Name,
                Ownership.InstanceOf(volume.Labels),
                DateTimeOffset.TryParse(volume.CreatedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var made)
                    ? made
                    : clock.GetUtcNow()),
        cancellationToken);

    private Task<IEnumerable<OwnedResource>> NetworksAsync(CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            var networks = (await client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = Ours() }, token))
                .Where(network => network.Name != _network).ToList();

            if (networks.Count == 0)
            {
                return [];
            }

            // A container that does not run keeps no place in its network, but would not start without it.
            var containers = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, token);
            var used = containers.SelectMany(container => container.NetworkSettings?.Networks?.Keys ?? []).ToHashSet();
            return networks
                .Where(network => !used.Contains(network.Name))
                .Select(network => new OwnedResource(OwnedResourceKind.Network, network.Name, Instance: null, Utc(network.Created)));
        },
        cancellationToken);

    private Dictionary<string, IDictionary<string, bool>> Ours() => new() { ["label"] = ownership.Filter };

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Removed the network {Network}.")]
        public static partial void NetworkRemoved(ILogger logger, string network);
    }
}
