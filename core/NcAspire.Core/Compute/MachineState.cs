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
    public static readonly MachineState Missing = new(MachinePhase.Missing);
}
