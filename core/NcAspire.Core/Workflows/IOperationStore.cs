using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>
/// Operations and the lease under which exactly one worker at a time works on an instance. All times are the database's clock,
/// so that replicas with wrong clocks cannot steal leases. Every write notifies <see cref="Signals.ISignals"/>.
/// </summary>
public interface IOperationStore
{
    /// <summary>
    /// Takes the oldest open and due operation of any instance that no one holds (for update skip locked), marks it running,
    /// counts the attempt and takes the instance's lease; null when there is no work.
    /// </summary>
    Task<Claim?> ClaimNextAsync(Guid worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>False when the lease is lost or the operation is no longer running: stop working at once.</summary>
    Task<bool> RenewAsync(OperationId operation, Guid worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Records that a step begins. False as in <see cref="RenewAsync"/>.</summary>
    Task<bool> BeginStepAsync(OperationId operation, Guid worker, string step, CancellationToken cancellationToken);

    /// <summary>Saves that a step is done, with its output. False as in <see cref="RenewAsync"/>.</summary>
    Task<bool> FinishStepAsync(OperationId operation, Guid worker, string step, string? output, CancellationToken cancellationToken);

    /// <summary>Ends the operation well, writes the instance's status (unless null) with its failure cleared, and gives the lease back; one transaction.</summary>
    Task<bool> SucceedAsync(OperationId operation, Guid worker, InstanceStatus? status, CancellationToken cancellationToken);

    /// <summary>Ends the operation as failed, writes status and failure into the instance, and gives the lease back; one transaction.</summary>
    Task<bool> FailAsync(
        OperationId operation, Guid worker, InstanceStatus? status, Failure failure, CancellationToken cancellationToken);

    /// <summary>Puts the operation back as pending until the delay is over, with what it stumbled over, and gives the lease back.</summary>
    Task<bool> PostponeAsync(
        OperationId operation, Guid worker, TimeSpan delay, Failure failure, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the lease back, if the worker still has it, without any other change. Called at shutdown, so that another worker resumes
    /// at once, and after a false, so that the deletion which cancelled the operation need not wait for the lease to run out.
    /// </summary>
    Task ReleaseAsync(OperationId operation, Guid worker, CancellationToken cancellationToken);

    /// <summary>Ends a deletion: removes the instance's row (secrets and link go with it) and marks the operation done; one transaction.</summary>
    Task<bool> FinishDeletionAsync(OperationId operation, Guid worker, CancellationToken cancellationToken);

    /// <summary>An operation of this user with its steps; null when there is none (or it is somebody else's).</summary>
    Task<(Operation Operation, IReadOnlyList<StepRecord> Steps)?> FindAsync(
        UserId user, OperationId operation, CancellationToken cancellationToken);
}
