namespace NcAspire.Core.Compute;

/// <summary>A machine as the provider sees it now.</summary>
/// <param name="ExitCode">Of the last run, when it ended and the provider knows it.</param>
/// <param name="OutOfMemory">The last run was ended by the kernel for lack of memory.</param>
/// <param name="Endpoint">Where the gateway listens while running; null otherwise.</param>
public sealed record MachineState(
    MachinePhase Phase,
    int? ExitCode = null,
    bool OutOfMemory = false,
    DateTimeOffset? StartedAt = null,
    GatewayEndpoint? Endpoint = null)
{
    /// <summary>How often the backend itself started the gateway again since the machine was last started by us.</summary>
    public int Restarts { get; init; }

    /// <summary>
    /// Where the machine differs from the profile it was made by, a sentence each; empty when it is as it should be. Told by
    /// <see cref="IComputeProvider.InspectAsync"/>; it is never mended by itself, since that takes the machine down.
    /// </summary>
    public IReadOnlyList<string> Drift { get; init; } = [];

    public static readonly MachineState Missing = new(MachinePhase.Missing);
}
