using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Tests.Workflows;

/// <summary>Cannot save the end of one step; all else goes through.</summary>
internal sealed class ForgetfulStore(IOperationStore store, string forgotten) : IOperationStore
{
    public Task<Claim?> ClaimNextAsync(Guid worker, TimeSpan lease, CancellationToken cancellationToken) =>
        store.ClaimNextAsync(worker, lease, cancellationToken);

    public Task<bool> RenewAsync(OperationId operation, Guid worker, TimeSpan lease, CancellationToken cancellationToken) =>
        store.RenewAsync(operation, worker, lease, cancellationToken);

    public Task<bool> BeginStepAsync(OperationId operation, Guid worker, string step, CancellationToken cancellationToken) =>
        store.BeginStepAsync(operation, worker, step, cancellationToken);

    public Task<bool> FinishStepAsync(
        OperationId operation, Guid worker, string step, string? output, CancellationToken cancellationToken) =>
        step == forgotten
            ? throw new IOException("The connection broke.")
            : store.FinishStepAsync(operation, worker, step, output, cancellationToken);

    public Task<bool> SucceedAsync(OperationId operation, Guid worker, InstanceStatus? status, CancellationToken cancellationToken) =>
        store.SucceedAsync(operation, worker, status, cancellationToken);

    public Task<bool> FailAsync(
        OperationId operation, Guid worker, InstanceStatus? status, Failure failure, CancellationToken cancellationToken) =>
        store.FailAsync(operation, worker, status, failure, cancellationToken);

    public Task<bool> PostponeAsync(
        OperationId operation, Guid worker, TimeSpan delay, Failure failure, CancellationToken cancellationToken) =>
        store.PostponeAsync(operation, worker, delay, failure, cancellationToken);

    public Task ReleaseAsync(OperationId operation, Guid worker, CancellationToken cancellationToken) =>
        store.ReleaseAsync(operation, worker, cancellationToken);

    public Task<bool> FinishDeletionAsync(OperationId operation, Guid worker, CancellationToken cancellationToken) =>
        store.FinishDeletionAsync(operation, worker, cancellationToken);

    public Task<(Operation Operation, IReadOnlyList<StepRecord> Steps)?> FindAsync(
        UserId user, OperationId operation, CancellationToken cancellationToken) =>
        store.FindAsync(user, operation, cancellationToken);
}
