using NcAspire.Core.Audit;

namespace NcAspire.Core.Secrets;

/// <summary>The secrets of all instances, by the master key that wraps them.</summary>
public interface IKeyUseStore
{
    /// <summary>Every master key that wraps anything, by id.</summary>
    Task<IReadOnlyList<KeyUse>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Some of the secrets that a master key wraps.</summary>
    Task<IReadOnlyList<StoredSecret>> SampleAsync(string keyId, int size, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the wrapped keys of some secrets, with an audit entry, in one transaction. Each secret is locked from being read to being
    /// written, so that a value somebody writes meanwhile has the last word; one that is locked already is passed over.
    /// </summary>
    /// <param name="keyIds">Only what these master keys wrap.</param>
    /// <param name="after">Only what comes after this one; null begins at the first.</param>
    /// <param name="rewrap">Makes the new form of one; null leaves it. Must be quick: the secrets stay locked meanwhile.</param>
    Task<RewrapBatch> RewrapAsync(
        IReadOnlyCollection<string> keyIds,
        StoredSecret? after,
        int size,
        Func<StoredSecret, SealedSecret?> rewrap,
        Actor actor,
        CancellationToken cancellationToken);
}
