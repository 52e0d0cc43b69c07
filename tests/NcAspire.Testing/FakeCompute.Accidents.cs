using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Testing;

/// <content>What happens to a backend and its machines without anybody asking for it.</content>
public sealed partial class FakeCompute
{
    /// <summary>While the backend is away every call fails, and nobody is told of anything.</summary>
    public bool IsAway
    {
        get => Read(() => _isAway);
        set => Change(() =>
        {
            _isAway = value;
            foreach (var watcher in value ? _watchers : [])
            {
                watcher.Writer.TryComplete(Away());
            }
        });
    }

    /// <summary>The machine of an instance ends by itself.</summary>
    public void Crash(InstanceId instance, int? exitCode = 1) => Change(() =>
    {
        End(_machines[InstanceNames.Machine(instance)], exitCode);
        Notify(instance);
    });

    /// <summary>The machine of an instance ends by itself, and the backend starts it again at once.</summary>
    public void CrashAndRestart(InstanceId instance) => Change(() =>
    {
        var machine = _machines[InstanceNames.Machine(instance)];
        machine.OutOfMemory = IsShortOfMemory;
        machine.Restarts++;
        Notify(instance);
    });

    /// <summary>Something about the machine of an instance is noticed that changes nothing.</summary>
    public void Mention(InstanceId instance) => Change(() => Notify(instance));

    /// <summary>Somebody changes the machine of an instance by hand.</summary>
    public void Drift(InstanceId instance, params string[] sentences) =>
        Change(() => _machines[InstanceNames.Machine(instance)].Drift = sentences);

    /// <summary>The machine of an instance vanishes, as if somebody had removed it by hand.</summary>
    public void LoseMachine(InstanceId instance) => Change(() =>
    {
        _machines.Remove(InstanceNames.Machine(instance));
        Notify(instance);
    });

    /// <summary>What a crash or a lost database leaves: a machine and a volume with the label of an instance.</summary>
    public void Leave(InstanceId instance, DateTimeOffset createdAt) => Change(() =>
    {
        var (machine, volume) = (InstanceNames.Machine(instance), InstanceNames.Volume(instance));
        var slug = Slug.TryParse("left-behind") ?? throw new InvalidOperationException("No slug.");
        var spec = new MachineSpec(
            instance, slug, machine, volume, Capabilities.DefaultImage, 1L << 30, 1, new Dictionary<string, string>());
        _volumes[volume] = new FakeVolume(instance) { CreatedAt = createdAt };
        _machines[machine] = new FakeMachine(spec) { CreatedAt = createdAt, Phase = MachinePhase.Running };
    });

    /// <summary>A volume with the label of an instance and a name of somebody's own.</summary>
    public void LeaveVolume(InstanceId instance, string name) => Change(() => _volumes[name] = new FakeVolume(instance));

    /// <summary>A network that no machine uses.</summary>
    public void LeaveNetwork(string name) => Change(() => _networks[name] = TimeProvider.System.GetUtcNow());

    /// <summary>The volume of an instance vanishes, and the machine with it.</summary>
    public void LoseVolume(InstanceId instance) => Change(() =>
    {
        _machines.Remove(InstanceNames.Machine(instance));
        _volumes.Remove(InstanceNames.Volume(instance));
    });

    private void Notify(InstanceId instance)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(InstanceNames.Machine(instance));
        }
    }

    private static ProviderException Away() => new("The engine can't be reached.", isTransient: true);
}
