using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>
/// The containers that machines are. What is found by name is changed by id: should somebody else's container take the name
/// meanwhile, it is left alone.
/// </summary>
internal sealed class MachineContainers(
    Engine engine, Ownership ownership, TenantNetwork network, GatewayImages images, TimeProvider clock)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Null when there is none.</summary>
    /// <exception cref="ProviderException">Definite: there is one of that name that is not ours.</exception>
    public async Task<ContainerInspectResponse?> FindAsync(string machine, CancellationToken cancellationToken)
    {
        if (await LookAsync(MachineName.Checked(machine), cancellationToken) is not { } found || IsCommand(found))
        {
            return null;
        }

        ownership.Require("container", machine, found.Config.Labels);
        return found;
    }

    /// <exception cref="ProviderException">Definite: there is none, or it is not ours.</exception>
    public async Task<ContainerInspectResponse> RequireAsync(string machine, CancellationToken cancellationToken) =>
        await FindAsync(machine, cancellationToken) ?? throw NotThere(machine);

    public static ProviderException NotThere(string machine) => new($"The machine \"{machine}\" is not there.", isTransient: false);

    /// <summary>Whatever has that name, ours or not; null when nothing has.</summary>
    public Task<ContainerInspectResponse?> LookAsync(string name, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                // A name may be the beginning of another one's id.
                return await client.Containers.InspectContainerAsync(name, token) is var found && found.Name == $"/{name}" ? found : null;
            }
            catch (DockerContainerNotFoundException)
            {
                return null;
            }
            catch (DockerApiException many) when (EngineFault.Says(many, "Multiple IDs found"))
            {
                // It is the beginning of several.
                return null;
            }
        },
        cancellationToken);

    /// <summary>It ran, or was meant to run, one command for a machine.</summary>
    public bool IsCommand(ContainerInspectResponse container) =>
        ownership.IsOurs(container.Config.Labels) && Ownership.Label(container.Config.Labels, MachineLabels.CommandOf) is not null;

    /// <returns>Its id; null when the name is taken.</returns>
    public Task<string?> TryCreateAsync(CreateContainerParameters body, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                return (await client.Containers.CreateContainerAsync(body, token)).ID;
            }
            catch (DockerApiException taken) when (taken.StatusCode is HttpStatusCode.Conflict)
            {
                return null;
            }
            catch (DockerImageNotFoundException gone)
            {
                // Whatever it was that is not there: the next attempt looks at both anew.
                images.Forget(body.Image);
                network.Forget();
                throw new ProviderException(
                    "The image or the network of the machine went away on the Docker host. Try again.", isTransient: true, gone);
            }
        },
        cancellationToken);

    /// <summary>Removes it, running or not, with what it has beside named volumes. Returns when it is gone.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            while (true)
            {
                try
                {
                    await client.Containers.RemoveContainerAsync(
                        id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token);
                    return true;
                }
                catch (DockerContainerNotFoundException)
                {
                    return true;
                }
                catch (DockerApiException busy) when (busy.StatusCode is HttpStatusCode.Conflict)
                {
                    // Somebody removes it already.
                    await Task.Delay(_pause, clock, token);
                }
            }
        },
        cancellationToken);
}
