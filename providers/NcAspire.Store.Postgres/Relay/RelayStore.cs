using Dapper;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using Npgsql;

namespace NcAspire.Store.Postgres.Relay;

internal sealed class RelayStore(NpgsqlDataSource dataSource) : IRelayStore
{
    private const string FaultColumns = "f.vendor, f.kind, f.since, f.last_at, f.ended_at";

    public async Task<bool> IssueTokenAsync(InstanceId instance, byte[] tokenHash, CancellationToken cancellationToken)
    {
        // The lock on the instance's row lets one issue wait for another: each ends the token of the one before.
        const string Lock = "select id from instances where id = @Instance for no key update";
        const string Revoke =
            """
            delete from relay_tokens where instance_id = @Instance and revoked_at < now() - interval '1 day';
            update relay_tokens set revoked_at = now() where instance_id = @Instance and revoked_at is null;
            insert into relay_tokens (token_hash, instance_id, created_at) values (@Hash, @Instance, now())
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { Instance = instance.Value, Hash = tokenHash };
        if (await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition(Lock, parameters, transaction, cancellationToken: cancellationToken)) is null)
        {
            return false;
        }

        await connection.ExecuteAsync(new CommandDefinition(Revoke, parameters, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<RelayGrant?> FindGrantAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            select t.instance_id, i.open_requests, {FaultColumns}
            from relay_tokens t
            join instances i on i.id = t.instance_id
            left join model_faults f on f.instance_id = t.instance_id and f.ended_at is null
            where t.token_hash = @Hash and t.revoked_at is null and i.desired_state = 'running' and (i.status <> 'error' or exists (
                select from operations o where o.instance_id = i.id and o.state in ('pending', 'running')))
            """;
        var rows = await dataSource.QueryAsync<FaultRow>(Sql, new { Hash = tokenHash }, cancellationToken);
        return rows is [var first, ..] ? new RelayGrant(
                new InstanceId(first.InstanceId), first.OpenRequests is { } most ? new OpenAccess(most) : null, Faults(rows)) : null;
    }

    public async Task<IReadOnlyList<DayUsage>> AddUsageAsync(IReadOnlyList<VendorUsage> usage, CancellationToken cancellationToken)
    {
        // In the order of the keys, so that batches of two replicas don't wait for each other in a circle.
        const string Add =
            """
            insert into relay_usage as u (instance_id, day, vendor, requests, input_tokens, output_tokens)
            select g.instance_id, g.day, g.vendor, g.requests, g.input, g.output
            from unnest(@Instances, @Days, @Vendors, @Requests, @Inputs, @Outputs) as g (instance_id, day, vendor, requests, input, output)
            join instances i on i.id = g.instance_id
            order by g.instance_id, g.day, g.vendor
            on conflict (instance_id, day, vendor) do update set
                requests = u.requests + excluded.requests,
                input_tokens = u.input_tokens + excluded.input_tokens,
                output_tokens = u.output_tokens + excluded.output_tokens
            """;
        const string Sum =
            """
            select u.instance_id, u.day, sum(u.requests)::bigint as requests, sum(u.input_tokens + u.output_tokens)::bigint as tokens
            from relay_usage u
            where (u.instance_id, u.day) in (select * from unnest(@Instances, @Days))
            group by u.instance_id, u.day
            """;
        var parameters = new
        {
            Instances = usage.Select(u => u.Instance.Value).ToArray(),
            Days = usage.Select(u => u.Day).ToArray(),
            Vendors = usage.Select(u => u.Vendor).ToArray(),
            Requests = usage.Select(u => u.Requests).ToArray(),
            Inputs = usage.Select(u => u.InputTokens).ToArray(),
            Outputs = usage.Select(u => u.OutputTokens).ToArray(),
        };
        await UnlessDeletedMeanwhileAsync(() => dataSource.ExecuteAsync(Add, parameters, cancellationToken));
        var rows = await dataSource.QueryAsync<UsageRow>(Sum, new { parameters.Instances, parameters.Days }, cancellationToken);
        return [.. rows.Select(row => new DayUsage(new InstanceId(row.InstanceId), row.Day, row.Requests, row.Tokens))];
    }

    public async Task<DayUsage> UsageAsync(InstanceId instance, DateOnly day, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select instance_id, day, sum(requests)::bigint as requests, sum(input_tokens + output_tokens)::bigint as tokens
            from relay_usage where instance_id = @Instance and day = @Day
            group by instance_id, day
            """;
        var row = await dataSource.FindAsync<UsageRow>(Sql, new { Instance = instance.Value, Day = day }, cancellationToken);
        return new DayUsage(instance, day, row?.Requests ?? 0, row?.Tokens ?? 0);
    }

    public Task RecordFaultAsync(InstanceId instance, ModelVendor vendor, ModelFaultKind kind, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into model_faults as f (instance_id, vendor, kind, since, last_at)
            select id, @Vendor, @Kind, now(), now() from instances where id = @Instance
            on conflict (instance_id, vendor) do update set
                kind = excluded.kind,
                since = case when f.kind = excluded.kind and f.ended_at is null then f.since else excluded.since end,
                last_at = excluded.last_at,
                ended_at = null
            """;
        return UnlessDeletedMeanwhileAsync(
            () => dataSource.ExecuteAsync(Sql, new { Instance = instance.Value, Vendor = vendor.Id, Kind = kind.ToText() }, cancellationToken));
    }

    public Task EndFaultAsync(InstanceId instance, ModelVendor vendor, CancellationToken cancellationToken) => dataSource.ExecuteAsync(
        "update model_faults set ended_at = now() where instance_id = @Instance and vendor = @Vendor and ended_at is null",
        new { Instance = instance.Value, Vendor = vendor.Id },
        cancellationToken);

    public async Task<IReadOnlyList<ModelFault>> ListFaultsAsync(InstanceId instance, CancellationToken cancellationToken) => Faults(
        await dataSource.QueryAsync<FaultRow>(
            $"select f.instance_id, {FaultColumns} from model_faults f where f.instance_id = @Instance order by f.last_at desc, f.vendor",
            new { Instance = instance.Value },
            cancellationToken));

    /// <summary>
    /// Writes what refers to instances, of which one may be deleted between being found and being referred to: then it is not found the next time.
    /// A lock on their rows would take a right to change them, which the relay's role does not have.
    /// </summary>
    private static async Task UnlessDeletedMeanwhileAsync(Func<Task> write)
    {
        const int Attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return;
            }
            catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.ForeignKeyViolation && attempt < Attempts)
            {
                // The next look no longer finds it.
            }
        }
    }

    // A vendor that a later version does not have any more has no faults.
    private static IReadOnlyList<ModelFault> Faults(IReadOnlyList<FaultRow> rows) => [.. rows.Select(row => row.ToEntity()).OfType<ModelFault>()];

    private sealed record FaultRow
    {
        public required Guid InstanceId { get; init; }

        public int? OpenRequests { get; init; }

        public string? Vendor { get; init; }

        public string? Kind { get; init; }

        public DateTime Since { get; init; }

        public DateTime LastAt { get; init; }

        public DateTime? EndedAt { get; init; }

        public ModelFault? ToEntity() => Vendor is not null && Kind is not null && ModelVendors.Find(Vendor) is { } vendor
            ? new ModelFault(vendor, EnumText.Parse<ModelFaultKind>(Kind), Since, LastAt, EndedAt)
            : null;
    }

    private sealed record UsageRow
    {
        public required Guid InstanceId { get; init; }

        public required DateOnly Day { get; init; }

        public required long Requests { get; init; }

        public required long Tokens { get; init; }
    }
}
