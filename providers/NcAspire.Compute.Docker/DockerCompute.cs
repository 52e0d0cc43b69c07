using System.Net;
using System.Runtime.CompilerServices;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker;

/// <summary>
/// Gateways as containers of one Docker engine, whose socket this process holds. Facts of the API:
/// https://docs.docker.com/reference/api/engine/version/v1.41/
/// </summary>
internal sealed partial class DockerCompute(
    Engine engine,
    MachineContainers containers,
    Ownership ownership,
    StateVolumes volumes,
    StateFiles files,
    TenantNetwork network,
    GatewayImages images,
    DockerCommands commands,
    EngineHost host,
    OwnedResources owned,
    MachineEvents events,
    IOptions<DockerOptions> options,
    TimeProvider clock,
    ILogger<DockerCompute> logger) : IComputeProvider
{
    private const int LogWindow = 1 << 20;
    private const int MostLines = 10_000;
    private const int Tries = 3;
    private static readonly TimeSpan _waitPart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private readonly DockerOptions _options = options.Value;

    public string Name => "docker";

    public ComputeCapabilities Capabilities { get; } = new(options.Value.Image, IsIsolated: true);

    public Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken) =>
        volumes.EnsureAsync(instance, volume, cancellationToken);

    public async Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken) =>
        await volumes.FindAsync(volume, cancellationToken) is not null;

    public async Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await containers.FindAsync(spec.Name, cancellationToken) is { } found)
            {
                ownership.Require("container", spec.Name, found.Config.Labels, spec.Instance);

                if (!MachineStates.IsDoomed(found))
                {
                    return Placement(Ownership.Label(found.Config.Labels, MachineLabels.WhatsAppPlugin));
                }

                await containers.RemoveAsync(found.ID, cancellationToken);
            }

            await volumes.RequireAsync(spec.Instance, spec.Volume, cancellationToken);
            var image = await images.RequireAsync(spec.Image, cancellationToken);
            var body = MachineProfile.Of(spec, image, _options);
            await network.EnsureAsync(cancellationToken);

            if (await containers.TryCreateAsync(body, cancellationToken) is not null)
            {
                Log.Made(logger, spec.Name, spec.Instance, spec.Image);
                return Placement(image.WhatsAppPlugin);
            }

            // The name was taken meanwhile: by another worker, or by an attempt of ours whose answer was lost.
        }

        throw new ProviderException("Something else makes and removes this machine at the same time. Try again.", isTransient: true);
    }

    public async Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> seeds, CancellationToken cancellationToken) =>
        await files.SeedAsync(await containers.RequireAsync(machine, cancellationToken), seeds, cancellationToken);

    public async Task StartAsync(string machine, CancellationToken cancellationToken)
    {
        var found = await containers.RequireAsync(machine, cancellationToken);

        if (await TryStartAsync(found.ID, machine, cancellationToken))
        {
            return;
        }

        // The network went away after this process had seen it. A machine names it by name: a new one serves as well.
        network.Forget();
        await network.EnsureAsync(cancellationToken);

        if (!await TryStartAsync(found.ID, machine, cancellationToken))
        {
            throw new ProviderException("The network of tenants is not there. Try again.", isTransient: true);
        }
    }

    public async Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await containers.FindAsync(machine, cancellationToken) is not { State.Running: true } found)
        {
            return;
        }

        var seconds = (uint)Math.Max(0, Math.Ceiling(grace.TotalSeconds));
        await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    return await client.Containers.StopContainerAsync(
                        found.ID, new ContainerStopParameters { WaitBeforeKillSeconds = seconds }, token);
                }
                catch (DockerContainerNotFoundException)
                {
                    // Removed meanwhile.
                    return false;
                }
            },
            grace,
            cancellationToken);
    }

    public async Task<MachineState> InspectAsync(string machine, CancellationToken cancellationToken)
    {
        if (await containers.FindAsync(machine, cancellationToken) is not { } found)
        {
            return MachineState.Missing;
        }

        var state = MachineStates.Of(found, _options.Network);

        if (state is { Phase: MachinePhase.Exited, ExitCode: 0 } && await files.RefusedAsync(found.ID, cancellationToken) is { } refused)
        {
            state = state with { ExitCode = refused };
        }

        return state with { Drift = await DriftAsync(found, cancellationToken) };
    }

    public async Task<MachineState> WaitAsync(string machine, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await InspectAsync(machine, cancellationToken);

            if (state.Phase is not MachinePhase.Running)
            {
                return state;
            }

            // The end of one run is not the end where the restart policy starts the next one.
            await WaitForEndAsync(machine, cancellationToken);
        }
    }

    public async Task<CommandResult> ExecAsync(string machine, MachineCommand command, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> line = ["openclaw", .. command.Arguments()];
        var found = await containers.RequireAsync(machine, cancellationToken);

        if (found.State.Running)
        {
            return await commands.RunInsideAsync(found.ID, line, _options.CommandTimeout, cancellationToken)
                ?? throw new ProviderException("The machine is starting or ending. Try again in a minute.", isTransient: true);
        }

        return await commands.RunBesideAsync(found, line, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken)
    {
        if (lines <= 0 || await containers.FindAsync(machine, cancellationToken) is not { } found)
        {
            return [];
        }

        var wanted = Math.Min(lines, MostLines);
        var parameters = new ContainerLogsParameters
        {
            ShowStdout = true,
            ShowStderr = true,
            Tail = wanted.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        var text = await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    using var stream = await client.Containers.GetContainerLogsAsync(found.ID, tty: false, parameters, token);
                    return await ContainerOutput.LastAsync(stream, LogWindow, token);
                }
                catch (DockerContainerNotFoundException)
                {
                    return "";
                }
            },
            cancellationToken);
        var plain = MachineOutput.Plain(text).TrimEnd('\n');
        return plain.Length == 0 ? [] : [.. plain.Split('\n').TakeLast(wanted)];
    }

    public async Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken) =>
        await containers.FindAsync(machine, cancellationToken) is { State.Status: "running" } found
            ? await host.UsageAsync(found.ID, cancellationToken)
            : null;

    public async Task DeleteAsync(string machine, CancellationToken cancellationToken)
    {
        // A command that somebody left behind would keep the volume from being removed.
        if (await containers.LookAsync(MachineName.OfCommand(MachineName.Checked(machine)), cancellationToken) is { } command
            && containers.IsCommand(command))
        {
            await containers.RemoveAsync(command.ID, cancellationToken);
        }

        if (await containers.LookAsync(machine, cancellationToken) is { } found)
        {
            ownership.Require("container", machine, found.Config.Labels);
            await containers.RemoveAsync(found.ID, cancellationToken);
            Log.Removed(logger, machine);
        }
    }

    public Task DeleteVolumeAsync(string volume, CancellationToken cancellationToken) => volumes.DeleteAsync(volume, cancellationToken);

    public Task DeleteNetworkAsync(string tenants, CancellationToken cancellationToken) => owned.DeleteNetworkAsync(tenants, cancellationToken);

    public Task<IReadOnlyList<OwnedResource>> ListOwnedAsync(CancellationToken cancellationToken) => owned.ListAsync(cancellationToken);

    public Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken) => host.CapacityAsync(cancellationToken);

    public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken) => events.WatchAsync(cancellationToken);

    private MachinePlacement Placement(string? plugin) => new(
        MachineProfile.StateDirectory,
        plugin ?? throw new ProviderException("The machine's image does not tell where its WhatsApp plugin is.", isTransient: false),
        "lan",
        MachineProfile.Port,
        [network.ControlPlane],
        AllowLoopback: false);

    /// <returns>False when the network is not there.</returns>
    private Task<bool> TryStartAsync(string id, string machine, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                await client.Containers.StartContainerAsync(id, new ContainerStartParameters(), token);
                return true;
            }
            catch (DockerContainerNotFoundException gone)
            {
                // {"message":"network nc-internal not found"} or {"message":"No such container: …"}
                return EngineFault.Says(gone, "network") ? false : throw MachineContainers.NotThere(machine);
            }
            catch (DockerApiException doomed) when (doomed.StatusCode is HttpStatusCode.Conflict)
            {
                throw new ProviderException($"The machine \"{machine}\" is being removed, or paused.", isTransient: false, doomed);
            }
        },
        cancellationToken);

    private Task WaitForEndAsync(string machine, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            using var part = new CancellationTokenSource(_waitPart, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(part.Token, token);

            try
            {
                await client.Containers.WaitContainerAsync(machine, either.Token);
                await Task.Delay(_pause, clock, token);
            }
            catch (DockerContainerNotFoundException)
            {
                // Removed: the next look tells.
            }
            catch (OperationCanceledException) when (part.IsCancellationRequested)
            {
                // A connection that broke without a word must not keep anybody waiting for ever.
            }

            return true;
        },
        _waitPart,
        cancellationToken);

    private async Task<IReadOnlyList<string>> DriftAsync(ContainerInspectResponse machine, CancellationToken cancellationToken)
    {
        if (await images.FindAsync(machine.Image, cancellationToken) is not { } image)
        {
            return ["Its image is not on the Docker host any more."];
        }

        try
        {
            return MachineDrift.Of(MachineProfile.Of(MachineSpecs.Of(machine), image, _options), machine, image, network.Subnet);
        }
        catch (ProviderException never)
        {
            // No machine would be made like this.
            return [never.Message];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made the machine {Machine} of instance {Instance} from {Image}.")]
        public static partial void Made(ILogger logger, string machine, InstanceId instance, string image);

        [LoggerMessage(LogLevel.Information, "Removed the machine {Machine}.")]
        public static partial void Removed(ILogger logger, string machine);
    }
}
