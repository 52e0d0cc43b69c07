using NcAspire.Core.Compute;

namespace NcAspire.Testing;

/// <summary>A machine in memory.</summary>
public sealed class FakeMachine(MachineSpec spec)
{
    public MachineSpec Spec { get; } = spec;

    public MachinePhase Phase { get; internal set; } = MachinePhase.Created;

    public int? ExitCode { get; internal set; }

    public bool OutOfMemory { get; internal set; }

    public int Starts { get; internal set; }

    /// <summary>Restarts by the backend alone since the last start by its caller.</summary>
    public int Restarts { get; internal set; }

    public IReadOnlyList<string> Drift { get; internal set; } = [];

    public DateTimeOffset CreatedAt { get; init; } = TimeProvider.System.GetUtcNow();
}
