namespace NcAspire.Core.Audit;

/// <summary>Who did what and when. Entries are only ever added; they outlive what they are about.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry with the database's time.</summary>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);
}
