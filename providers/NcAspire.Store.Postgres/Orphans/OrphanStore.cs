using Dapper;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Orphans;
using Npgsql;

namespace NcAspire.Store.Postgres.Orphans;

internal sealed class OrphanStore(NpgsqlDataSource dataSource, TimeProvider clock) : IOrphanStore
{
    private const string Columns =
        "provider, kind, name, instance_id, created_at, first_seen_at, last_seen_at, now() - first_seen_at as age, held_back";

    // Of "r": kind, name and instance_id of a resource of @Provider.
    private const string IsNobodys =
        """
        not exists (
            select from instances i where r.kind = 'machine' and i.provider = @Provider and i.container_name = r.name)
        and not exists (
            select from instances i where r.kind = 'volume' and i.provider = @Provider and i.state_volume = r.name)
        and not exists (
            select from instances i where r.kind = 'volume' and i.id = r.instance_id)
        and not exists (
            select from operations o where o.instance_id = r.instance_id and o.state in ('pending', 'running'))
        """;

    public async Task<OrphanSighting> SeeAsync(
        string provider, IReadOnlyList<OwnedResource> listed, CancellationToken cancellationToken)
    {
        // Three statements, not one: what the first has written shows in the next. The rows are locked in the order of their keys, so
        // that passes of two replicas don't wait for each other in a circle.
        const string Remember =
            $"""
            insert into orphans (provider, kind, name, instance_id, created_at, first_seen_at, last_seen_at)
            select @Provider, r.kind, r.name, r.instance_id, r.created_at, now(), now()
            from unnest(@Kinds, @Names, @Instances, @Created) as r (kind, name, instance_id, created_at)
            where {IsNobodys}
            order by r.kind, r.name
            on conflict (provider, kind, name) do update set
                instance_id = excluded.instance_id, created_at = excluded.created_at, last_seen_at = now()
            """;
        const string Forget =
            """
            with doomed as (
                select kind, name from orphans where provider = @Provider and last_seen_at < now() order by kind, name for update
            ), forgotten as (
                delete from orphans o using doomed d
                where o.provider = @Provider and o.kind = d.kind and o.name = d.name
                returning o.*
            )
            insert into audit_log (id, at, instance_id, action, detail)
            select gen_random_uuid(), now(), f.instance_id, 'orphan.remove', concat_ws(' ', f.provider, f.kind, f.name)
            from forgotten f
            where f.claimed_until is not null and not exists (
                select from unnest(@Kinds, @Names) as r (kind, name) where r.kind = f.kind and r.name = f.name)
            """;
        const string Read = $"select {Columns} from orphans where provider = @Provider order by first_seen_at, kind, name";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new
        {
            Provider = provider,
            Kinds = listed.Select(r => r.Kind.ToText()).ToArray(),
            Names = listed.Select(r => r.Name).ToArray(),
            Instances = listed.Select(r => r.Instance?.Value).ToArray(),
            Created = listed.Select(r => r.CreatedAt.UtcDateTime).ToArray(),
        };
        foreach (var sql in (string[])[Remember, Forget])
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        }

        var rows = await connection.QueryAsync<OrphanRow>(
            new CommandDefinition(Read, parameters, transaction, cancellationToken: cancellationToken));
        var hasInstances = await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select from instances)", null, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new OrphanSighting([.. rows.Select(row => row.ToEntity())], hasInstances);
    }

    public async Task<bool> ClaimAsync(Orphan orphan, TimeSpan grace, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            update orphans r set claimed_until = now() + interval '5 minutes'
            where r.provider = @Provider and r.kind = @Kind and r.name = @Name
                and r.first_seen_at <= now() - @Grace
                and (r.claimed_until is null or r.claimed_until < now())
                and {IsNobodys}
            """;
        var parameters = new { orphan.Provider, Kind = orphan.Kind.ToText(), orphan.Name, Grace = grace };
        return await dataSource.ExecuteAsync(Sql, parameters, cancellationToken) > 0;
    }

    public Task RemovedAsync(Orphan orphan, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with removed as (
                delete from orphans where provider = @Provider and kind = @Kind and name = @Name returning *
            )
            insert into audit_log (id, at, instance_id, action, detail)
            select @Audit, now(), instance_id, 'orphan.remove', concat_ws(' ', provider, kind, name) from removed
            """;
        var parameters = new
        {
            orphan.Provider,
            Kind = orphan.Kind.ToText(),
            orphan.Name,
            Audit = Guid.CreateVersion7(clock.GetUtcNow()),
        };
        return dataSource.ExecuteAsync(Sql, parameters, cancellationToken);
    }

    public Task HoldBackAsync(IReadOnlyList<Orphan> orphans, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with reasons as (
                select o.provider, o.kind, o.name, r.reason
                from unnest(@Providers, @Kinds, @Names, @Reasons) as r (provider, kind, name, reason)
                join orphans o on o.provider = r.provider and o.kind = r.kind and o.name = r.name
                where o.held_back is distinct from r.reason or (r.reason is not null and o.claimed_until is not null)
                order by o.provider, o.kind, o.name
                for update of o
            )
            update orphans o set held_back = r.reason, claimed_until = case when r.reason is null then o.claimed_until end
            from reasons r
            where o.provider = r.provider and o.kind = r.kind and o.name = r.name
            """;
        var parameters = new
        {
            Providers = orphans.Select(o => o.Provider).ToArray(),
            Kinds = orphans.Select(o => o.Kind.ToText()).ToArray(),
            Names = orphans.Select(o => o.Name).ToArray(),
            Reasons = orphans.Select(o => o.HeldBack).ToArray(),
        };
        return orphans.Count is 0 ? Task.CompletedTask : dataSource.ExecuteAsync(Sql, parameters, cancellationToken);
    }

    public Task DoubtAsync(string provider, string reason, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with doubted as (
                select provider, kind, name from orphans where provider = @Provider order by kind, name for update
            )
            update orphans o set held_back = @Reason, claimed_until = null, first_seen_at = now()
            from doubted d
            where o.provider = d.provider and o.kind = d.kind and o.name = d.name
            """;
        return dataSource.ExecuteAsync(Sql, new { Provider = provider, Reason = reason }, cancellationToken);
    }

    public async Task<IReadOnlyList<Orphan>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await dataSource.QueryAsync<OrphanRow>(
            $"select {Columns} from orphans order by first_seen_at, provider, kind, name", null, cancellationToken);
        return [.. rows.Select(row => row.ToEntity())];
    }

    private sealed record OrphanRow
    {
        public required string Provider { get; init; }

        public required string Kind { get; init; }

        public required string Name { get; init; }

        public Guid? InstanceId { get; init; }

        public required DateTime CreatedAt { get; init; }

        public required DateTime FirstSeenAt { get; init; }

        public required DateTime LastSeenAt { get; init; }

        public required TimeSpan Age { get; init; }

        public string? HeldBack { get; init; }

        public Orphan ToEntity() => new(
            Provider,
            EnumText.Parse<OwnedResourceKind>(Kind),
            Name,
            InstanceId is { } instance ? new InstanceId(instance) : null,
            CreatedAt,
            FirstSeenAt,
            LastSeenAt,
            Age,
            HeldBack);
    }
}
