namespace NcAspire.Core.Audit;

public interface IAuditLog
{
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);
}
