using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Local;

/// <summary>Gateways as processes of this computer, for development. See <see cref="LocalComputeExtensions"/>.</summary>
internal sealed partial class LocalCompute(
    DataFolder data,
    PortBook ports,
    Launcher launcher,
    OneOff oneOff,
    IOptions<LocalOptions> options,
    TimeProvider clock,
    ILogger<LocalCompute> logger) : IComputeProvider
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(250);
    private readonly LocalOptions _options = options.Value;

    public string Name => "local";

    public ComputeCapabilities Capabilities { get; } =
        new($"openclaw@{OpenClawPackage.VersionAt(options.Value.OpenClawPath)}", IsIsolated: false) { ReservesMemory = false };

    public Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken) => Disk.UseAsync(async () =>
    {
        var folder = data.Volume(volume);
        using var alone = await data.LockAsync(folder, cancellationToken);

        if (!folder.Exists)
        {
            await folder.MakeAsync(new VolumeLabel(instance.Value, clock.GetUtcNow()), VolumeFolder.State, cancellationToken);
            Log.VolumeMade(logger, volume, instance);
        }

        folder.Require(instance);
    });

    public Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken) =>
        Disk.UseAsync(() => Task.FromResult(data.Volume(volume).Exists));

    public Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken) => Disk.UseAsync(async () =>
    {
        var machine = data.Machine(spec.Name);
        var volume = data.Volume(spec.Volume);
        volume.Require(spec.Instance);
        using var alone = await data.LockAsync(machine, cancellationToken);

        if (!machine.Exists)
        {
            await machine.MakeAsync(MachineLabel.Of(spec, clock.GetUtcNow()), MachineFolder.Temporary, cancellationToken);
            Log.MachineMade(logger, spec.Name, spec.Instance);
        }

        if (machine.ReadLabel() is not { } label || label.Owner != spec.Instance)
        {
            throw new ProviderException($"The machine \"{spec.Name}\" belongs to another instance.", isTransient: false);
        }

        var port = await PortAsync(machine, cancellationToken);
        return new MachinePlacement(
            volume.StateFolder, _options.WhatsAppPluginPath, "loopback", port, ["127.0.0.1"], AllowLoopback: true);
    });

    public Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken) =>
        Disk.UseAsync(async () =>
        {
            var (_, _, volume) = Required(machine);

            foreach (var file in files)
            {
                await volume.SeedAsync(file, cancellationToken);
            }
        });

    public Task StartAsync(string machine, CancellationToken cancellationToken) => Disk.UseAsync(async () =>
    {
        using var alone = await data.LockAsync(data.Machine(machine), cancellationToken);
        var (label, folder, volume) = Required(machine);

        if (folder.Inspect().Phase is MachinePhase.Running)
        {
            return;
        }

        // A gateway whose watcher was killed may be left over; two on one state would destroy it.
        await launcher.EndAsync(folder, TimeSpan.Zero, cancellationToken);

        // The configuration has the port of CreateAsync, and argument and variable go before it: should somebody have taken
        // that port since, the gateway still listens where InspectAsync says.
        var port = await ports.ClaimAsync(folder, cancellationToken);
        await launcher.StartAsync(folder, launcher.Variables(label, folder, volume, port), port, cancellationToken);
        Log.Started(logger, machine, label.Image, Capabilities.DefaultImage, port);
    });

    public Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken) => Disk.UseAsync(async () =>
    {
        var folder = data.Machine(machine);
        using var alone = await data.LockAsync(folder, cancellationToken);
        await launcher.EndAsync(folder, grace, cancellationToken);
    });

    public Task<MachineState> InspectAsync(string machine, CancellationToken cancellationToken) =>
        Disk.UseAsync(() => Task.FromResult(data.Machine(machine).Inspect()));

    public async Task<MachineState> WaitAsync(string machine, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await InspectAsync(machine, cancellationToken);

            if (state.Phase is not MachinePhase.Running)
            {
                return state;
            }

            await Task.Delay(_pollInterval, clock, cancellationToken);
        }
    }

    public Task<CommandResult> ExecAsync(string machine, MachineCommand command, CancellationToken cancellationToken) =>
        Disk.UseAsync(async () =>
        {
            var (label, folder, volume) = Required(machine);
            var variables = launcher.Variables(label, folder, volume, await PortAsync(folder, cancellationToken));
            return await oneOff.RunAsync(command, variables, folder.TemporaryFolder, cancellationToken);
        });

    public Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken) =>
        Disk.UseAsync(() => data.Machine(machine).Output.TailAsync(lines, cancellationToken));

    public Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken) => Disk.UseAsync(() =>
    {
        var folder = data.Machine(machine);
        return Task.FromResult(
            folder.Inspect().Phase is MachinePhase.Running && folder.Gateway is { IsAlive: true } gateway && folder.ReadLabel() is { } label
                ? Usage.Of(gateway, data.Volume(label.Volume))
                : null);
    });

    public Task DeleteAsync(string machine, CancellationToken cancellationToken) => Disk.UseAsync(async () =>
    {
        var folder = data.Machine(machine);
        using var alone = await data.LockAsync(folder, cancellationToken);
        await launcher.EndAsync(folder, TimeSpan.Zero, cancellationToken);
        folder.Remove();
    });

    public Task DeleteVolumeAsync(string volume, CancellationToken cancellationToken) => Disk.UseAsync(async () =>
    {
        var folder = data.Volume(volume);
        using var alone = await data.LockAsync(folder, cancellationToken);

        if (folder.Exists && folder.ReadLabel() is null)
        {
            throw new ProviderException($"The volume \"{volume}\" was not made by this service.", isTransient: false);
        }

        if (data.Machines.FirstOrDefault(machine => machine.ReadLabel()?.Volume == volume) is { } user)
        {
            throw new ProviderException($"The volume \"{volume}\" is used by the machine \"{user.Name}\".", isTransient: true);
        }

        folder.Remove();
    });

    public Task<IReadOnlyList<OwnedResource>> ListOwnedAsync(CancellationToken cancellationToken) => Disk.UseAsync(() =>
    {
        var machines = from machine in data.Machines
                       let label = machine.ReadLabel()
                       where label is not null
                       select new OwnedResource(OwnedResourceKind.Machine, machine.Name, label.Owner, label.CreatedAt);
        var volumes = from volume in data.Volumes
                      let label = volume.ReadLabel()
                      where label is not null
                      select new OwnedResource(OwnedResourceKind.Volume, volume.Name, label.Owner, label.CreatedAt);
        return Task.FromResult<IReadOnlyList<OwnedResource>>([.. machines, .. volumes]);
    });

    // Plain processes have no networks of their own.
    public Task DeleteNetworkAsync(string network, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken) => Disk.UseAsync(() => Task.FromResult(new HostCapacity(
        Environment.MachineName,
        Capabilities.DefaultImage,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Environment.ProcessorCount,
        new DriveInfo(_options.DataPath).AvailableFreeSpace)));

    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Processes that are nobody's children give no notice of their end: the health timer sees it.
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
        yield break;
    }

    private (MachineLabel Label, MachineFolder Machine, VolumeFolder Volume) Required(string name)
    {
        var machine = data.Machine(name);
        var label = machine.ReadLabel() ?? throw new ProviderException($"The machine \"{name}\" is not there.", isTransient: false);
        var volume = data.Volume(label.Volume);
        volume.Require(label.Owner);
        return (label, machine, volume);
    }

    private async Task<int> PortAsync(MachineFolder machine, CancellationToken cancellationToken) =>
        machine.Inspect() is { Phase: MachinePhase.Running, Endpoint: { } endpoint }
            ? endpoint.BaseAddress.Port
            : await ports.ClaimAsync(machine, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made the volume {Volume} of instance {Instance}.")]
        public static partial void VolumeMade(ILogger logger, string volume, InstanceId instance);

        [LoggerMessage(LogLevel.Information, "Made the machine {Machine} of instance {Instance}.")]
        public static partial void MachineMade(ILogger logger, string machine, InstanceId instance);

        // There is one OpenClaw on a development machine: an instance made for another version runs on it all the same.
        [LoggerMessage(LogLevel.Information, "Started {Machine}, made for {Image}, with {Installed} on port {Port}.")]
        public static partial void Started(ILogger logger, string machine, string image, string installed, int port);
    }
}
