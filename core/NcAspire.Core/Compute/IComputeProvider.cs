using NcAspire.Core.Instances;

namespace NcAspire.Core.Compute;

/// <summary>
/// Runs the machines of instances somewhere. Every call is idempotent: repeating one that succeeded, or whose answer was lost, succeeds.
/// Expected absence is a value (<see cref="MachinePhase.Missing"/>, false); every fault is a <see cref="ProviderException"/>.
/// A transient fault never makes a provider delete or recreate anything.
/// </summary>
public interface IComputeProvider
{
    /// <summary>Name in <c>regions.provider</c>: local, docker or fly.</summary>
    string Name { get; }

    /// <summary>Fixed for the life of the process.</summary>
    ComputeCapabilities Capabilities { get; }

    /// <summary>Creates the volume unless it is there. A volume of that name that is not ours (no label, other instance) is a fault.</summary>
    Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken);

    /// <summary>Whether there is a volume of that name with our label. False is a definite "not there", never a failed question.</summary>
    Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken);

    /// <summary>Creates the machine, not started, unless it is there. Its volume must exist.</summary>
    Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken);

    /// <summary>Writes files into the state volume of a created machine, replacing older ones.</summary>
    Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken);

    /// <summary>Starts a created or exited machine. Returns when the process runs, long before the gateway is ready.</summary>
    Task StartAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Asks the machine to end and kills it after the grace. Already stopped or missing is success.</summary>
    Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>The machine as it is now; <see cref="MachineState.Missing"/> is a definite "not there", never a failed question.</summary>
    Task<MachineState> InspectAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Waits until the machine does not run (any more) and returns its last state.</summary>
    Task<MachineState> WaitAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Runs a fixed command beside or inside the machine, on its state volume.</summary>
    Task<CommandResult> ExecAsync(string machine, MachineCommand command, CancellationToken cancellationToken);

    /// <summary>The last lines of the gateway's output, oldest first; empty when there is no machine.</summary>
    Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken);

    /// <summary>Null when the machine does not run.</summary>
    Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Removes the machine, running or not; its volume stays.</summary>
    Task DeleteAsync(string machine, CancellationToken cancellationToken);

    /// <summary>Removes a volume of ours and all that is in it.</summary>
    Task DeleteVolumeAsync(string volume, CancellationToken cancellationToken);

    /// <summary>Removes a network of ours that no machine uses; not there is success, in use is a transient fault.</summary>
    Task DeleteNetworkAsync(string network, CancellationToken cancellationToken);

    /// <summary>Everything that carries the label of this installation.</summary>
    Task<IReadOnlyList<OwnedResource>> ListOwnedAsync(CancellationToken cancellationToken);

    /// <summary>What the backend has in all.</summary>
    Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The names of machines of ours as something happens to them: started, ended, out of memory, removed. Hints to look at once, never
    /// the truth: some may be lost. Ends with a <see cref="ProviderException"/> when the backend goes away; a provider that has no
    /// such notices yields nothing until it is cancelled.
    /// </summary>
    IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken);
}
