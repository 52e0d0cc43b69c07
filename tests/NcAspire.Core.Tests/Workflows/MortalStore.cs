using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Tests.Workflows;

/// <summary>The operations as one process sees them: once that has died, nothing it wants to write arrives any more.</summary>
internal sealed class MortalStore(IOperationStore store) : IOperationStore
{
    private readonly List<string> _begun = [];

    /// <summary>Dies when this step is done and about to be saved.</summary>
    public string? DiesBeforeSaving { get; init; }

    public bool IsDead { get; set; }

    /// <summary>The steps this process began, in order.</summary>
    public IReadOnlyList<string> Begun => _begun;

    public Task<Claim?> ClaimNextAsync(Guid worker, TimeSpan lease, CancellationToken cancellationToken) =>
        Alive().ClaimNextAsync(worker, lease, cancellationToken);

    public Task<bool> RenewAsync(OperationId operation, Guid worker, TimeSpan lease, CancellationToken cancellationToken) =>
        Alive().RenewAsync(operation, worker, lease, cancellationToken);

    public Task<bool> BeginStepAsync(OperationId operation, Guid worker, string step, CancellationToken cancellationToken)
    {
        _begun.Add(step);
        return Alive().BeginStepAsync(operation, worker, step, cancellationToken);
    }

    public Task<bool> FinishStepAsync(
        OperationId operation, Guid worker, string step, string? output, CancellationToken cancellationToken)
    {
        IsDead |= step == DiesBeforeSaving;
        return Alive().FinishStepAsync(operation, worker, step, output, cancellationToken);
    }

    public Task<bool> SucceedAsync(OperationId operation, Guid worker, InstanceStatus? status, CancellationToken cancellationToken) =>
        Alive().SucceedAsync(operation, worker, status, cancellationToken);

    public Task<bool> FailAsync(
        OperationId operation, Guid worker, InstanceStatus? status, Failure failure, CancellationToken cancellationToken) =>
        Alive().FailAsync(operation, worker, status, failure, cancellationToken);

    public Task<bool> PostponeAsync(
        OperationId operation, Guid worker, TimeSpan delay, Failure failure, CancellationToken cancellationToken) =>
        Alive().PostponeAsync(operation, worker, delay, failure, cancellationToken);

    public Task ReleaseAsync(OperationId operation, Guid worker, CancellationToken cancellationToken) =>
        Alive().ReleaseAsync(operation, worker, cancellationToken);

    public Task<bool> FinishDeletionAsync(OperationId operation, Guid worker, CancellationToken cancellationToken) =>
        Alive().FinishDeletionAsync(operation, worker, cancellationToken);

    public Task<(Operation Operation, IReadOnlyList<StepRecord> Steps)?> FindAsync(
        UserId user, OperationId operation, CancellationToken cancellationToken) =>
        Alive().FindAsync(user, operation, cancellationToken);

    private IOperationStore Alive() => IsDead ? throw new CrashException() : store;
}
