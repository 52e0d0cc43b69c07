using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker;

/// <summary>The volumes that hold what gateways keep.</summary>
internal sealed partial class StateVolumes(Engine engine, Ownership ownership, ILogger<StateVolumes> logger)
{
    // The engine answers one that is there already with the labels that it has, and leaves it as it is.
    public async Task EnsureAsync(InstanceId instance, string volume, CancellationToken cancellationToken)
    {
        var body = new VolumesCreateParameters
        {
            Name = MachineName.Checked(volume),
            Driver = "local",
            Labels = ownership.Labels(instance),
        };
        var made = await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    return await client.Volumes.CreateAsync(body, token);
                }
                catch (DockerApiException taken) when (taken.StatusCode is HttpStatusCode.Conflict)
                {
                    // One of another driver.
                    return new VolumeResponse { Name = volume };
                }
            },
            cancellationToken);
        Require(made, instance);
        Log.Made(logger, volume, instance);
    }

    /// <summary>Null when there is none.</summary>
    public Task<VolumeResponse?> FindAsync(string volume, CancellationToken cancellationToken)
    {
        var name = MachineName.Checked(volume);
        return engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    return await client.Volumes.InspectAsync(name, token);
                }
                catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.NotFound)
                {
                    return null;
                }
            },
            cancellationToken);
    }

    /// <exception cref="ProviderException">Definite: not there, not ours, of another instance, or no plain volume.</exception>
    public async Task RequireAsync(InstanceId instance, string volume, CancellationToken cancellationToken) => Require(
        await FindAsync(volume, cancellationToken)
            ?? throw new ProviderException($"The volume \"{volume}\" is not there.", isTransient: false),
        instance);

    public async Task DeleteAsync(string volume, CancellationToken cancellationToken)
    {
        if (await FindAsync(volume, cancellationToken) is not { } found)
        {
            return;
        }

        ownership.Require("volume", volume, found.Labels);
        await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    await client.Volumes.RemoveAsync(volume, force: false, token);
                }
                catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.NotFound)
                {
                    // Removed meanwhile.
                }
                catch (DockerApiException used) when (used.StatusCode is HttpStatusCode.Conflict)
                {
                    throw new ProviderException($"The volume \"{volume}\" is still used by a machine.", isTransient: true, used);
                }

                return true;
            },
            cancellationToken);
        Log.Removed(logger, volume);
    }

    private void Require(VolumeResponse volume, InstanceId instance)
    {
        ownership.Require("volume", volume.Name, volume.Labels, instance);

        // The local driver mounts whatever its options name: a folder of the host, another host's share.
        if (volume.Driver != "local" || volume.Options?.Count > 0)
        {
            throw new ProviderException(
                $"The volume \"{volume.Name}\" is not a plain one: it has a driver or options of its own.", isTransient: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The volume {Volume} of instance {Instance} is there.")]
        public static partial void Made(ILogger logger, string volume, InstanceId instance);

        [LoggerMessage(LogLevel.Information, "Removed the volume {Volume}.")]
        public static partial void Removed(ILogger logger, string volume);
    }
}
