using NcAspire.Core.Audit;
using Npgsql;

namespace NcAspire.Store.Postgres.Audit;

internal sealed class AuditLog(NpgsqlDataSource dataSource, TimeProvider clock) : IAuditLog
{
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into audit_log (id, at, user_id, address, instance_id, action, detail)
            values (@Id, now(), @User, @Address, @Instance, @Action, @Detail)
            """;
        var parameters = new
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            User = entry.Actor.User?.Value,
            entry.Actor.Address,
            Instance = entry.Instance?.Value,
            entry.Action,
            entry.Detail,
        };
        return dataSource.ExecuteAsync(Sql, parameters, cancellationToken);
    }
}
