using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker;

/// <summary>The volumes that hold what gateways keep.</summary>
internal sealed partial class StateVolumes(
    Engine engine, Ownership ownership, DockerCommands commands, ILogger<StateVolumes> logger)
{
    public async Task EnsureAsync(InstanceId instance, string volume, CancellationToken cancellationToken)
    {
        var made = await MakeAsync(instance, volume, cancellationToken);

        if (await IsHalfMadeAsync(made, cancellationToken))
        {
            await RemoveAsync(volume, cancellationToken);
            made = await MakeAsync(instance, volume, cancellationToken);
            Log.Mended(logger, volume, instance);
        }

        Require(made, instance);
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

        if (!await IsHalfMadeAsync(found, cancellationToken))
        {
            ownership.Require("volume", volume, found.Labels);
        }

        if (!await TryRemoveAsync(volume, cancellationToken))
        {
            await commands.ClearAsync(volume, cancellationToken);
            await RemoveAsync(volume, cancellationToken);
        }

        Log.Removed(logger, volume);
    }

    // The engine leaves one that is there already as it is, and answers with what it has. Of one that was there before the engine
    // was started the answer lacks labels and options, though; only a look tells them.
    private async Task<VolumeResponse> MakeAsync(InstanceId instance, string volume, CancellationToken cancellationToken)
    {
        var made = await TryMakeAsync(instance, volume, cancellationToken);
        return made is { Labels.Count: > 0 }
            ? made
            : await FindAsync(volume, cancellationToken)
                ?? throw new ProviderException($"The volume \"{volume}\" went away while it was made. Try again.", isTransient: true);
    }

    /// <returns>Null when there is one of another driver.</returns>
    private Task<VolumeResponse?> TryMakeAsync(InstanceId instance, string volume, CancellationToken cancellationToken)
    {
        var body = new VolumesCreateParameters
        {
            Name = MachineName.Checked(volume),
            Driver = "local",
            Labels = ownership.Labels(instance),
        };
        return engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    return await client.Volumes.CreateAsync(body, token);
                }
                catch (DockerApiException taken) when (taken.StatusCode is HttpStatusCode.Conflict)
                {
                    return null;
                }
            },
            cancellationToken);
    }

    private async Task RemoveAsync(string volume, CancellationToken cancellationToken)
    {
        if (!await TryRemoveAsync(volume, cancellationToken))
        {
            throw new ProviderException($"The volume \"{volume}\" is still used by a machine.", isTransient: true);
        }
    }

    /// <returns>False when a container has it.</returns>
    private Task<bool> TryRemoveAsync(string volume, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                await client.Volumes.RemoveAsync(volume, force: false, token);
                return true;
            }
            catch (DockerApiException answer) when (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            {
                // 404: removed meanwhile.
                return answer.StatusCode is HttpStatusCode.NotFound;
            }
        },
        cancellationToken);

    // An engine that is killed while it makes a volume may have made its folder and not yet written down its labels. Such a one has
    // the name of an instance's volume, no label at all and nothing in it; it would be in the way of its instance for ever. Somebody
    // else's empty volume has another name, and is left alone.
    private async Task<bool> IsHalfMadeAsync(VolumeResponse volume, CancellationToken cancellationToken) =>
        InstanceNames.IsVolume(volume.Name)
        && !(volume.Labels?.Count > 0)
        && IsPlain(volume)
        && await commands.IsEmptyAsync(volume.Name, cancellationToken);

    // The local driver mounts whatever its options name: a folder of the host, another host's share.
    private static bool IsPlain(VolumeResponse volume) => volume.Driver is "local" && !(volume.Options?.Count > 0);

    private void Require(VolumeResponse volume, InstanceId instance)
    {
        ownership.Require("volume", volume.Name, volume.Labels, instance);

        if (!IsPlain(volume))
        {
            throw new ProviderException(
                $"The volume \"{volume.Name}\" is not a plain one: it has a driver or options of its own.", isTransient: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The engine had made the volume {Volume} of instance {Instance} without its labels; it is made anew.")]
        public static partial void Mended(ILogger logger, string volume, InstanceId instance);

        [LoggerMessage(LogLevel.Information, "Removed the volume {Volume}.")]
        public static partial void Removed(ILogger logger, string volume);
    }
}
