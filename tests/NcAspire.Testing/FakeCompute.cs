using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Testing;

/// <summary>
/// A compute provider in memory. It is strict: a call in an order that a real backend would refuse is remembered in
/// <see cref="Violations"/>, which a test must find empty.
/// </summary>
public sealed partial class FakeCompute(FaultPlan? faults = null) : IComputeProvider
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeVolume> _volumes = [];
    private readonly Dictionary<string, FakeMachine> _machines = [];
    private readonly Dictionary<string, DateTimeOffset> _networks = [];
    private readonly List<string> _violations = [];
    private readonly List<Channel<string>> _watchers = [];
    private bool _isAway;

    public string Name => "fake";

    public ComputeCapabilities Capabilities { get; set; } = new("openclaw@2026.9.6", IsIsolated: true);

    /// <summary>What <see cref="CapacityAsync"/> tells.</summary>
    public HostCapacity Capacity { get; set; } = new("fake-host", "fake 1", 64L << 30, 16, 100L << 30);

    public FaultPlan Faults { get; } = faults ?? new FaultPlan();

    /// <summary>What a started machine does at its n-th start (1 is the first): null runs on, a number is its exit code.</summary>
    public Func<int, int?> ExitCodeOfStart { get; set; } = _ => null;

    /// <summary>Machines that exit are reported as ended for lack of memory.</summary>
    public bool IsShortOfMemory { get; set; }

    public IReadOnlyList<string> Violations => Read(() => _violations.ToArray());

    public IReadOnlyDictionary<string, FakeMachine> Machines => Read(() => _machines.ToDictionary());

    public IReadOnlyDictionary<string, FakeVolume> Volumes => Read(() => _volumes.ToDictionary());

    /// <summary>Names of networks that no machine uses.</summary>
    public IReadOnlyCollection<string> Networks => Read(() => _networks.Keys.ToArray());

    /// <summary>How many follow the notices.</summary>
    public int Watchers => Read(() => _watchers.Count);

    public Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken) =>
        RunAsync(nameof(EnsureVolumeAsync), () =>
        {
            if (!_volumes.TryGetValue(volume, out var found))
            {
                _volumes.Add(volume, new FakeVolume(instance));
            }
            else if (found.Instance != instance)
            {
                throw new ProviderException($"The volume {volume} belongs to somebody else.", isTransient: false);
            }

            return true;
        }, cancellationToken);

    public Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken) =>
        RunAsync(nameof(VolumeExistsAsync), () => _volumes.ContainsKey(volume), cancellationToken);

    public Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken) =>
        RunAsync(nameof(CreateAsync), () =>
        {
            Require(_volumes.ContainsKey(spec.Volume), $"The machine {spec.Name} was created before its volume.");
            _machines.TryAdd(spec.Name, new FakeMachine(spec));
            return new MachinePlacement("/data", "/opt/whatsapp", "lan", 18789, ["192.0.2.1"], AllowLoopback: false);
        }, cancellationToken);

    public Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken) =>
        RunAsync(nameof(SeedFilesAsync), () =>
        {
            var volume = VolumeOf(machine, "Files were written");
            foreach (var file in files)
            {
                volume.Files[file.Path] = file.Content;
            }

            return true;
        }, cancellationToken);

    public Task StartAsync(string machine, CancellationToken cancellationToken) =>
        RunAsync(nameof(StartAsync), () =>
        {
            Require(
                VolumeOf(machine, "A start was asked").Files.ContainsKey("openclaw.json"), $"{machine} was started without a configuration.");
            Start(_machines[machine]);
            return true;
        }, cancellationToken);

    public Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken) =>
        RunAsync(nameof(StopAsync), () =>
        {
            if (_machines.TryGetValue(machine, out var found) && found.Phase is MachinePhase.Running)
            {
                End(found, exitCode: 0);
            }

            return true;
        }, cancellationToken);

    public Task<MachineState> InspectAsync(string machine, CancellationToken cancellationToken) =>
        RunAsync(nameof(InspectAsync), () => State(machine), cancellationToken);

    public async Task<MachineState> WaitAsync(string machine, CancellationToken cancellationToken)
    {
        while (await InspectAsync(machine, cancellationToken) is { } state)
        {
            if (state.Phase is not MachinePhase.Running)
            {
                return state;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }

        return MachineState.Missing;
    }

    public Task<CommandResult> ExecAsync(string machine, MachineCommand command, CancellationToken cancellationToken) =>
        RunAsync(nameof(ExecAsync), () =>
        {
            VolumeOf(machine, "A command was run");
            return new CommandResult(0, "");
        }, cancellationToken);

    public Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<string>>(nameof(LogsAsync), () => [], cancellationToken);

    public Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken) =>
        RunAsync(
            nameof(UsageAsync),
            () => State(machine).Phase is MachinePhase.Running ? new MachineUsage(1, TimeSpan.Zero, 1) : null,
            cancellationToken);

    public Task DeleteAsync(string machine, CancellationToken cancellationToken) =>
        RunAsync(nameof(DeleteAsync), () => _machines.Remove(machine), cancellationToken);

    public Task DeleteVolumeAsync(string volume, CancellationToken cancellationToken) =>
        RunAsync(nameof(DeleteVolumeAsync), () =>
        {
            Require(_machines.Values.All(m => m.Spec.Volume != volume), $"The volume {volume} was removed under its machine.");
            return _volumes.Remove(volume);
        }, cancellationToken);

    public Task<IReadOnlyList<OwnedResource>> ListOwnedAsync(CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<OwnedResource>>(
            nameof(ListOwnedAsync),
            () =>
            [
                .. _machines.Select(m => new OwnedResource(OwnedResourceKind.Machine, m.Key, m.Value.Spec.Instance, m.Value.CreatedAt)),
                .. _volumes.Select(v => new OwnedResource(OwnedResourceKind.Volume, v.Key, v.Value.Instance, v.Value.CreatedAt)),
                .. _networks.Select(n => new OwnedResource(OwnedResourceKind.Network, n.Key, Instance: null, n.Value)),
            ],
            cancellationToken);

    public Task DeleteNetworkAsync(string network, CancellationToken cancellationToken) =>
        RunAsync(nameof(DeleteNetworkAsync), () => _networks.Remove(network), cancellationToken);

    public Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken) =>
        RunAsync(nameof(CapacityAsync), () => Capacity, cancellationToken);

    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var notices = Channel.CreateUnbounded<string>();
        await RunAsync(nameof(WatchAsync), () =>
        {
            _watchers.Add(notices);
            return true;
        }, cancellationToken);
        try
        {
            await foreach (var machine in notices.Reader.ReadAllAsync(cancellationToken))
            {
                yield return machine;
            }
        }
        finally
        {
            Change(() => _watchers.Remove(notices));
        }
    }

    /// <summary>The machine's volume while it runs; null when nothing listens there.</summary>
    internal FakeVolume? VolumeOfRunning(string machine) => Read(() =>
        _machines.TryGetValue(machine, out var found) && found.Phase is MachinePhase.Running
            ? _volumes.GetValueOrDefault(found.Spec.Volume)
            : null);

    private void Start(FakeMachine machine)
    {
        if (machine.Phase is MachinePhase.Running)
        {
            return;
        }

        machine.Starts++;
        machine.Restarts = 0;
        machine.OutOfMemory = false;
        machine.Phase = MachinePhase.Running;
        machine.ExitCode = null;
        if (ExitCodeOfStart(machine.Starts) is { } code)
        {
            End(machine, code);
        }
    }

    private void End(FakeMachine machine, int? exitCode)
    {
        machine.Phase = MachinePhase.Exited;
        machine.ExitCode = exitCode;
        machine.OutOfMemory = IsShortOfMemory && exitCode is not 0;
    }

    private MachineState State(string machine) => _machines.TryGetValue(machine, out var found)
        ? new MachineState(
            found.Phase,
            found.ExitCode,
            found.OutOfMemory,
            Endpoint: found.Phase is MachinePhase.Running ? new GatewayEndpoint(new Uri($"http://{machine}.invalid:18789")) : null)
        {
            Restarts = found.Restarts,
            Drift = found.Drift,
        }
        : MachineState.Missing;

    private FakeVolume VolumeOf(string machine, string what)
    {
        Require(_machines.ContainsKey(machine), $"{what} on {machine}, which is not there.");
        var volume = _machines[machine].Spec.Volume;
        Require(_volumes.ContainsKey(volume), $"{what} on {machine}, whose volume is not there.");
        return _volumes[volume];
    }

    private void Require(bool condition, string violation)
    {
        if (!condition)
        {
            _violations.Add(violation);
            throw new InvalidOperationException(violation);
        }
    }

    private Task<T> RunAsync<T>(string call, Func<T> work, CancellationToken cancellationToken) =>
        Faults.RunAsync(call, () => Read(() => _isAway ? throw Away() : work()), cancellationToken);

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
