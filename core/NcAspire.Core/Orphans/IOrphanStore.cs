using NcAspire.Core.Compute;

namespace NcAspire.Core.Orphans;

/// <summary>
/// Which resources are nobody's, and since when. An instance of any status owns its machine and its volume, and every volume with its
/// label; while an operation is open, all with its label. All times are the database's clock.
/// </summary>
public interface IOrphanStore
{
    /// <summary>
    /// Compares all that a backend has with the instances, remembers what is nobody's, and forgets what has an owner again or is gone; what
    /// is gone after somebody began to remove it is audited as removed. The listing must be older than this call: what is made later
    /// has its row earlier.
    /// </summary>
    Task<OrphanSighting> SeeAsync(string provider, IReadOnlyList<OwnedResource> listed, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an orphan for removal, for a few minutes. False when somebody else has it, it is not due, or it has an owner again; looked
    /// at anew, since what follows can't be taken back.
    /// </summary>
    Task<bool> ClaimAsync(Orphan orphan, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Forgets an orphan that was removed and audits it, without an actor; repeated calls audit once.</summary>
    Task RemovedAsync(Orphan orphan, CancellationToken cancellationToken);

    /// <summary>Writes why orphans are held back, and lets go of those that were claimed; null says that nothing is in the way any more.</summary>
    Task HoldBackAsync(IReadOnlyList<Orphan> orphans, CancellationToken cancellationToken);

    /// <summary>
    /// Writes why none of a backend's orphans may go, and lets their time begin anew: the time of a wrong database does not count, so
    /// that nothing goes in the moment in which the doubt ends.
    /// </summary>
    Task DoubtAsync(string provider, string reason, CancellationToken cancellationToken);

    /// <summary>All that is known to be nobody's, the oldest first.</summary>
    Task<IReadOnlyList<Orphan>> ListAsync(CancellationToken cancellationToken);
}
