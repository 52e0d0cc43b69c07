using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using Npgsql;

namespace NcAspire.Store.Postgres.Audit;

/// <summary>Number and hash of an entry are made by the database when its transaction commits, whichever statement added it.</summary>
internal sealed class AuditLog(NpgsqlDataSource dataSource, TimeProvider clock) : IAuditLog
{
    private const string Columns = "sequence, hash, id, at, user_id, address, instance_id, action, detail";

    private const string Fits =
        """
        sequence is not null
        and (@User::uuid is null or user_id = @User)
        and (@Instance::uuid is null or instance_id = @Instance)
        and (@Before::bigint is null or sequence < @Before)
        """;

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

    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, int limit, CancellationToken cancellationToken)
    {
        const string Sql = $"select {Columns} from audit_log where {Fits} order by sequence desc limit @Limit";
        var parameters = new { User = filter.User?.Value, Instance = filter.Instance?.Value, filter.Before, Limit = limit };
        var rows = await dataSource.QueryAsync<AuditRow>(Sql, parameters, cancellationToken);
        return [.. rows.Select(row => row.ToEntity())];
    }

    public Task<long?> FindSequenceAsync(AuditFilter filter, Guid id, CancellationToken cancellationToken) =>
        dataSource.FindAsync<long?>(
            $"select sequence from audit_log where id = @Id and {Fits}",
            new { Id = id, User = filter.User?.Value, Instance = filter.Instance?.Value, filter.Before },
            cancellationToken);

    public async Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        // One statement, so that no entry comes between the head and the count. Without a head, nothing in the log was added by it.
        const string Sql =
            """
            select h.sequence, h.hash,
                (select count(*) from audit_log where sequence is null or sequence < 1)
                    + (select count(*) from audit_log where sequence > coalesce(h.sequence, 0)) as strays
            from (select) nothing
            left join audit_head h on true
            """;
        var row = await dataSource.FindAsync<HeadRow>(Sql, null, cancellationToken)
            ?? throw new InvalidOperationException("The audit log's head was read without a row.");
        return new AuditHead(row.Sequence ?? 0, row.Hash ?? AuditChain.Beginning, row.Strays);
    }

    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        const string Sql = $"select {Columns} from audit_log where sequence > @After order by sequence limit @Limit";
        var rows = await dataSource.QueryAsync<AuditRow>(Sql, new { After = after, Limit = limit }, cancellationToken);
        return [.. rows.Select(row => row.ToEntity())];
    }

    private sealed record HeadRow
    {
        public long? Sequence { get; init; }

        public byte[]? Hash { get; init; }

        public required long Strays { get; init; }
    }

    private sealed record AuditRow
    {
        public required long Sequence { get; init; }

        public byte[]? Hash { get; init; }

        public required Guid Id { get; init; }

        public required DateTime At { get; init; }

        public Guid? UserId { get; init; }

        public string? Address { get; init; }

        public Guid? InstanceId { get; init; }

        public required string Action { get; init; }

        public string? Detail { get; init; }

        public AuditRecord ToEntity() => new(
            Sequence,
            Hash,
            Id,
            At,
            UserId is { } user ? new UserId(user) : null,
            Address,
            InstanceId is { } instance ? new InstanceId(instance) : null,
            Action,
            Detail);
    }
}
