using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>One piece of work on an instance. It outlives the instance.</summary>
/// <param name="Slug">Copied, so that the operation still reads well when the instance is gone.</param>
/// <param name="User">Who may see it.</param>
/// <param name="Attempts">How often a worker took it up.</param>
/// <param name="Step">Name of the step being worked on.</param>
/// <param name="Failure">Why it failed, or what the last attempt stumbled over.</param>
public sealed record Operation(
    OperationId Id,
    InstanceId Instance,
    UserId User,
    string Slug,
    OperationKind Kind,
    OperationState State,
    int Attempts,
    string? Step,
    Failure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt)
{
    /// <summary>The trace in which it was asked for (<see cref="Telemetry.Traces.Parent"/>); null when the system itself did, or nobody traced.</summary>
    public string? TraceParent { get; init; }
}
