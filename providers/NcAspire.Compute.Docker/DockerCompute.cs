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
    MachineContainers containers,
    MachineRuns runs,
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
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private readonly DockerOptions _options = options.Value;

    public string Name => "docker";

    public ComputeCapabilities Capabilities { get; } = new(options.Value.Image, IsIsolated: true);

    public Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken) =>
        volumes.EnsureAsync(instance, volume, cancellationToken);

    public async Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken) =>
        await volumes.FindAsync(volume, cancellationToken) is not null;

    public async Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();

        do
        {
            if (await AdoptAsync(spec, cancellationToken) is { } adopted)
            {
                return adopted;
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

            // The name was taken meanwhile: by another worker, or by an attempt of ours whose answer was lost. The engine keeps the
            // name from others long before it shows the container.
            await Task.Delay(_pause, clock, cancellationToken);
        }
        while (clock.GetElapsedTime(started) < _options.CallTimeout);

        throw new ProviderException("Something else makes and removes this machine at the same time. Try again.", isTransient: true);
    }

    public async Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> seeds, CancellationToken cancellationToken) =>
        await files.SeedAsync(await containers.RequireAsync(machine, cancellationToken), seeds, cancellationToken);

    public async Task StartAsync(string machine, CancellationToken cancellationToken) =>
        await runs.StartAsync(await containers.RequireAsync(machine, cancellationToken), cancellationToken);

    public async Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await containers.FindAsync(machine, cancellationToken) is { State.Running: true } found)
        {
            await runs.StopAsync(found.ID, grace, cancellationToken);
        }
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
            await runs.WaitAsync(machine, cancellationToken);
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

    public async Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken) =>
        lines > 0 && await containers.FindAsync(machine, cancellationToken) is { } found
            ? await runs.LogsAsync(found.ID, lines, cancellationToken)
            : [];

    public async Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken) =>
        await containers.FindAsync(machine, cancellationToken) is { State.Status: "running" } found
            ? await host.UsageAsync(found.ID, cancellationToken)
            : null;

    public async Task DeleteAsync(string machine, CancellationToken cancellationToken)
    {
        // A command that somebody left behind would keep the volume from being removed.
        await commands.ClearAsync(MachineName.Checked(machine), cancellationToken);

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

    /// <summary>Null when there is none, or none that could be used: then it is gone.</summary>
    private async Task<MachinePlacement?> AdoptAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        if (await containers.FindAsync(spec.Name, cancellationToken) is not { } found)
        {
            return null;
        }

        ownership.Require("container", spec.Name, found.Config.Labels, spec.Instance);

        if (!MachineStates.IsBroken(found))
        {
            return Placement(Ownership.Label(found.Config.Labels, MachineLabels.WhatsAppPlugin));
        }

        await containers.RemoveAsync(found.ID, cancellationToken);
        return null;
    }

    private MachinePlacement Placement(string? plugin) => new(
        MachineProfile.StateDirectory,
        plugin ?? throw new ProviderException("The machine's image does not tell where its WhatsApp plugin is.", isTransient: false),
        "lan",
        MachineProfile.Port,
        [network.ControlPlane],
        AllowLoopback: false);

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
