using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Hosts;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>Instances and the guarded changes to them. Each change writes row, operation and audit entry in one transaction.</summary>
public interface IInstanceStore
{
    /// <summary>
    /// Inserts the instance (status creating, desired running) with its create operation, if the slug is free and the user has fewer
    /// than <paramref name="cap"/> instances, or than an operator has set for that user, and if its memory fits; all are decided by the database, so parallel calls cannot pass together.
    /// </summary>
    /// <param name="admission">The rule its memory must pass; null where memory is not reserved.</param>
    Task<AddOutcome> AddAsync(NewInstance instance, int cap, Admission? admission, Actor actor, CancellationToken cancellationToken);

    /// <summary>The instance of this owner with its open operation and link, in one query; null when there is none (or it is somebody else's).</summary>
    Task<InstanceDetail?> FindAsync(UserId user, Slug slug, CancellationToken cancellationToken);

    /// <summary>The same by key, whoever owns it.</summary>
    Task<InstanceDetail?> FindAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>All instances of this owner, newest first, in one query.</summary>
    Task<IReadOnlyList<InstanceDetail>> ListAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>
    /// What <see cref="IAccountStore.FindSessionAsync"/> finds for a token's hash, and with it all instances of that user, newest first, in one
    /// round trip. Null when there is no such session.
    /// </summary>
    Task<CallerInstances?> ListOfCallerAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the wanted state and queues an operation, in one transaction under the lock of the row: refused unless the status is one of the change's
    /// and, where it asks so, no other operation is open. An open operation of the same kind is returned as accepted instead of a
    /// second one (a repeated request). What ends the gateway ends what was known of its connection to WhatsApp. A deletion cancels every other open
    /// operation. An instance that shall run and takes no memory yet is refused unless it fits. A request to bring it up gives it a full <see cref="CrashBudget"/>.
    /// </summary>
    /// <param name="actor">Who asks; null when the system itself does.</param>
    Task<ChangeOutcome> RequestAsync(InstanceId instance, InstanceChange change, Actor? actor, CancellationToken cancellationToken);

    /// <summary>Records that the volume was made; only the first call counts.</summary>
    Task SetProvisionedAsync(InstanceId instance, CancellationToken cancellationToken);
}
