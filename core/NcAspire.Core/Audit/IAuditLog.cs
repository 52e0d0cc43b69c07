namespace NcAspire.Core.Audit;

/// <summary>Who did what and when. Entries are only ever added; they outlive what they are about, and each is chained to the one before.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry with the database's time.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Entries that fit, newest first.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>The number of the entry with this key among those that fit; null when it is none of them.</summary>
    Task<long?> FindSequenceAsync(AuditFilter filter, Guid id, CancellationToken cancellationToken);

    /// <summary>Where the log ends, seen in one moment.</summary>
    Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Entries with a number above <paramref name="after"/>, in order.</summary>
    Task<IReadOnlyList<AuditRecord>> ReadAsync(long after, int limit, CancellationToken cancellationToken);
}
