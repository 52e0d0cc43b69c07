using Dapper;
using NcAspire.Core.Accounts;
using NcAspire.Core.Channels;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.Instances;

internal sealed class ObservationStore(NpgsqlDataSource dataSource, TimeProvider clock) : IObservationStore
{
    private const string IsIdle =
        "not exists (select from operations o where o.instance_id = i.id and o.state in ('pending', 'running'))";

    private const string Running =
        $"""
        select {InstanceRow.Columns} from instances i
        where i.status = 'running' and i.desired_state = 'running' and {IsIdle}
        """;

    private const string Counted =
        """
        ends = @Ends, ends_since = @Since, restarts_seen = @Restarts,
        incident_kind = @Kind, incident_title = @Title, incident_detail = @Detail, incident_at = now()
        """;

    public async Task<IReadOnlyList<Instance>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var rows = await dataSource.QueryAsync<InstanceRow>($"{Running} order by i.id", null, cancellationToken);
        return [.. rows.Select(row => row.ToEntity())];
    }

    public async Task<IReadOnlyList<InstanceCount>> CountAsync(CancellationToken cancellationToken)
    {
        const string Sql =
            "select status, whatsapp_state, region, provider, count(*) as instances from instances group by status, whatsapp_state, region, provider";
        var rows = await dataSource.QueryAsync<CountRow>(Sql, null, cancellationToken);
        return
        [
            .. rows.Select(row => new InstanceCount(
                EnumText.Parse<InstanceStatus>(row.Status), EnumText.Parse<WhatsAppState>(row.WhatsappState), row.Region, row.Provider, row.Instances)),
        ];
    }

    public async Task<Instance?> FindRunningAsync(string provider, string machine, CancellationToken cancellationToken)
    {
        const string Sql = $"{Running} and i.provider = @Provider and i.container_name = @Machine";
        var row = await dataSource.FindAsync<InstanceRow>(Sql, new { Provider = provider, Machine = machine }, cancellationToken);
        return row?.ToEntity();
    }

    public Task SetObservedAsync(InstanceId instance, LinkSight seen, CancellationToken cancellationToken)
    {
        // A number stays known while the link is only interrupted.
        const string Sql =
            """
            update instances set
                last_health_at = now(),
                whatsapp_state = @State,
                whatsapp_code = @Code,
                whatsapp_self = case when @State in ('not-linked', 'logged-out') then null else coalesce(@Self, whatsapp_self) end,
                last_whatsapp_connected_at = case when @State = 'connected' then now() else last_whatsapp_connected_at end,
                updated_at = case when (@State, @Code) is distinct from (whatsapp_state, whatsapp_code) then now() else updated_at end
            where id = @Instance
            """;
        return dataSource.ExecuteAsync(
            Sql, new { Instance = instance.Value, State = seen.State.ToText(), seen.Code, seen.Self }, cancellationToken);
    }

    public Task SetDriftAsync(InstanceId instance, IReadOnlyList<string> drift, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            "update instances set drift = @Drift, updated_at = now() where id = @Instance and drift <> @Drift",
            new { Instance = instance.Value, Drift = drift.ToArray() },
            cancellationToken);

    public Task SetChannelsAsync(
        InstanceId instance, IReadOnlyDictionary<ChannelDefinition, ChannelState> channels, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            """
            update instances set channel_states = @States::jsonb, updated_at = now()
            where id = @Instance and channel_states <> @States::jsonb
            """,
            new { Instance = instance.Value, States = ChannelColumns.ToText(channels) },
            cancellationToken);

    public async Task<EndOutcome> RecordEndAsync(UnplannedEnd end, CrashBudget budget, CancellationToken cancellationToken)
    {
        const string IsStillMine = $"select {IsIdle} from instances i where i.id = @Instance";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { Instance = end.Instance.Value };

        // The lock comes first, in a statement of its own: the next statement then sees what somebody else has queued meanwhile.
        if (await LockAsync(transaction, end.Instance, cancellationToken) is not { } row
            || !await connection.QuerySingleAsync<bool>(
                new CommandDefinition(IsStillMine, key, transaction, cancellationToken: cancellationToken)))
        {
            return EndOutcome.LeftAlone;
        }

        var count = budget.Count(row.Count, 1 + row.NewRestarts(end.Restarts), row.Now);
        var isLoop = budget.IsExceededBy(count);
        await (isLoop
            ? GiveUpAsync(transaction, end, count, cancellationToken)
            : MendAsync(transaction, end, count, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return isLoop ? EndOutcome.GivenUp : EndOutcome.Mending;
    }

    public async Task<bool> RecordRestartsAsync(
        InstanceId instance, int restarts, Failure incident, CrashBudget budget, CancellationToken cancellationToken)
    {
        const string Count =
            $"""
            with changed as (
                update instances set {Counted}, updated_at = now() where id = @Instance returning id
            )
            insert into audit_log (id, at, instance_id, action, detail)
            select @Audit, now(), id, 'instance.restarted', @Title from changed
            """;
        const string StartOver = "update instances set restarts_seen = @Restarts where id = @Instance";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(transaction, instance, cancellationToken) is not { } row || row.RestartsSeen == restarts)
        {
            return false;
        }

        var ends = row.NewRestarts(restarts);
        var count = budget.Count(row.Count, ends, row.Now);
        await connection.ExecuteAsync(new CommandDefinition(
            ends > 0 ? Count : StartOver,
            Parameters(instance, incident, count, restarts),
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return ends > 0;
    }

    public async Task<bool> DismissIncidentAsync(UserId user, Slug slug, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            update instances set incident_kind = null, incident_title = null, incident_detail = null, incident_at = null
            where user_id = @User and slug = @Slug
            """;
        return await dataSource.ExecuteAsync(Sql, new { User = user.Value, Slug = slug.Value }, cancellationToken) > 0;
    }

    public Task<int> SweepIncidentsAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            update instances set incident_kind = null, incident_title = null, incident_detail = null, incident_at = null
            where incident_at < now() - @Age
            """;
        return dataSource.ExecuteAsync(Sql, new { Age = age }, cancellationToken);
    }

    private static Task<EndRow?> LockAsync(NpgsqlTransaction transaction, InstanceId instance, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select ends, ends_since, restarts_seen, now() as now from instances
            where id = @Instance and status = 'running' and desired_state = 'running'
            for no key update
            """;
        return transaction.Connected().QuerySingleOrDefaultAsync<EndRow>(
            new CommandDefinition(Sql, new { Instance = instance.Value }, transaction, cancellationToken: cancellationToken));
    }

    private Task MendAsync(NpgsqlTransaction transaction, UnplannedEnd end, EndCount count, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with changed as (
                update instances set {Counted},
                    {LinkColumns.End},
                    updated_at = now()
                where id = @Instance
                returning id, user_id, slug
            ), queued as (
                insert into operations (id, instance_id, user_id, slug, kind, state, created_at, not_before)
                select @Operation, id, user_id, slug, @Mend, 'pending', clock_timestamp(), now() from changed
            )
            insert into audit_log (id, at, instance_id, action, detail)
            select @Audit, now(), id, 'instance.' || @Mend, @Title from changed
            """;
        var parameters = Parameters(end.Instance, end.Incident, count, end.Restarts);
        parameters.AddDynamicParams(new
        {
            Operation = end.Operation.Value,
            Mend = end.Mend.ToText(),
        });
        return transaction.Connected().ExecuteAsync(
            new CommandDefinition(Sql, parameters, transaction, cancellationToken: cancellationToken));
    }

    private Task GiveUpAsync(NpgsqlTransaction transaction, UnplannedEnd end, EndCount count, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with changed as (
                update instances set {Counted},
                    status = 'error', failure_kind = @FailureKind, failure_title = @FailureTitle, failure_detail = @FailureDetail,
                    {LinkColumns.End},
                    updated_at = now()
                where id = @Instance
                returning id
            )
            insert into audit_log (id, at, instance_id, action, detail)
            select @Audit, now(), id, 'instance.give-up', @Title from changed
            """;
        var failure = end.GivenUp(count.Ends);
        var parameters = Parameters(end.Instance, end.Incident, count, end.Restarts);
        parameters.AddDynamicParams(new
        {
            FailureKind = failure.Kind.ToText(),
            FailureTitle = failure.Title,
            FailureDetail = failure.Detail,
        });
        return transaction.Connected().ExecuteAsync(
            new CommandDefinition(Sql, parameters, transaction, cancellationToken: cancellationToken));
    }

    private DynamicParameters Parameters(InstanceId instance, Failure incident, EndCount count, int restarts) => new(new
    {
        Instance = instance.Value,
        count.Ends,
        count.Since,
        Restarts = restarts,
        Kind = incident.Kind.ToText(),
        incident.Title,
        incident.Detail,
        Audit = Guid.CreateVersion7(clock.GetUtcNow()),
    });

    private sealed record CountRow(string Status, string WhatsappState, string Region, string Provider, long Instances);

    private sealed record EndRow
    {
        public required int Ends { get; init; }

        public DateTime? EndsSince { get; init; }

        public required int RestartsSeen { get; init; }

        public required DateTime Now { get; init; }

        public EndCount Count => new(Ends, EndsSince);

        // A machine that was made or started anew counts from zero.
        public int NewRestarts(int restarts) => Math.Max(0, restarts < RestartsSeen ? restarts : restarts - RestartsSeen);
    }
}
