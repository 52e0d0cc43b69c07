using Dapper;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Telemetry;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres.Hosts;
using NcAspire.Store.Postgres.Relay;
using NcAspire.Store.Postgres.Rows;
using NcAspire.Store.Postgres.Secrets;
using Npgsql;

namespace NcAspire.Store.Postgres.Instances;

internal sealed class InstanceStore(NpgsqlDataSource dataSource, TimeProvider clock) : IInstanceStore
{
    public async Task<AddOutcome> AddAsync(
        NewInstance instance, int cap, Admission? admission, Actor actor, CancellationToken cancellationToken)
    {
        // Creations of one user take turns here, so that each counts what the one before has added.
        const string LockUser =
            """
            select case when locked_at is null and closing_at is null then coalesce(instance_cap, @Cap) else 0 end
            from users where id = @User
            for no key update
            """;
        const string Insert =
            """
            with owned as (
                select count(*) as instances from instances where user_id = @User
            ), added as (
                insert into instances (
                    id, user_id, slug, status, desired_state, region, provider, image, container_name, state_volume,
                    memory_bytes, created_at, updated_at)
                select @Instance, @User, @Slug, 'creating', 'running', @Region, @Provider, @Image, @ContainerName, @StateVolume,
                    @MemoryBytes, now(), now()
                from owned where instances < @Cap
                on conflict (slug) do nothing
                returning id
            ), queued as (
                insert into operations (id, instance_id, user_id, slug, kind, state, created_at, not_before, trace_parent)
                select @Operation, id, @User, @Slug, 'create', 'pending', clock_timestamp(), now(), @TraceParent from added
            ), noted as (
                insert into audit_log (id, at, user_id, address, instance_id, action)
                select @Audit, now(), @Actor, @Address, id, 'instance.create' from added
            )
            select exists (select from added) as added, (select instances from owned) >= @Cap as full
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var allowed = await connection.QuerySingleOrDefaultAsync<int>(new CommandDefinition(
            LockUser, new { User = instance.User.Value, Cap = cap }, transaction, cancellationToken: cancellationToken));

        var (added, full) = await connection.QuerySingleAsync<(bool Added, bool Full)>(new CommandDefinition(
            Insert,
            new
            {
                Instance = instance.Id.Value,
                Operation = instance.Operation.Value,
                TraceParent = Traces.Parent,
                User = instance.User.Value,
                Slug = instance.Slug.Value,
                instance.Region,
                instance.Provider,
                instance.Image,
                instance.ContainerName,
                instance.StateVolume,
                instance.MemoryBytes,
                Cap = allowed,
                Audit = Guid.CreateVersion7(clock.GetUtcNow()),
                Actor = actor.User?.Value,
                actor.Address,
            },
            transaction,
            cancellationToken: cancellationToken));
        if (!added)
        {
            return full ? new AddOutcome.CapReached(allowed) : new AddOutcome.SlugTaken();
        }

        if (admission is not null
            && await HostRoom.ShortageAsync(transaction, instance.Provider, admission, cancellationToken) is { } shortage)
        {
            return new AddOutcome.NoRoom(shortage);
        }

        var detail = await ReadAsync(transaction, instance.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AddOutcome.Added(detail);
    }

    public async Task<InstanceDetail?> FindAsync(UserId user, Slug slug, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var found = await InstanceDetails.QueryAsync(
            connection, InstanceDetails.OfSlug, new { User = user.Value, Slug = slug.Value }, null, cancellationToken);
        return found.SingleOrDefault();
    }

    public async Task<InstanceDetail?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var found = await InstanceDetails.QueryAsync(
            connection, InstanceDetails.OfKey, new { Instance = instance.Value }, null, cancellationToken);
        return found.SingleOrDefault();
    }

    public async Task<IReadOnlyList<InstanceDetail>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await InstanceDetails.QueryAsync(
            connection, InstanceDetails.OfUser, new { User = user.Value }, null, cancellationToken);
    }

    public async Task<CallerInstances?> ListOfCallerAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await InstanceDetails.QueryAsync(connection, tokenHash, cancellationToken);
    }

    public async Task<ChangeOutcome> RequestAsync(
        InstanceId instance, InstanceChange change, Actor? actor, CancellationToken cancellationToken)
    {
        // The lock comes first, in a statement of its own: the next statement then sees what the request before has queued.
        const string Lock = $"select {InstanceRow.Columns} from instances i where i.id = @Instance for no key update";
        const string Open =
            $"""
            select {OperationRow.Columns} from operations o
            where o.instance_id = @Instance and o.state in ('pending', 'running')
            order by o.created_at, o.id
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { Instance = instance.Value };

        var row = await connection.QuerySingleOrDefaultAsync<InstanceRow>(
            new CommandDefinition(Lock, key, transaction, cancellationToken: cancellationToken));
        if (row is null)
        {
            return new ChangeOutcome.NotFound();
        }

        var rows = await connection.QueryAsync<OperationRow>(
            new CommandDefinition(Open, key, transaction, cancellationToken: cancellationToken));
        Operation[] open = [.. rows.Select(operation => operation.ToEntity())];

        var before = row.ToEntity();
        if (ChangeRules.Conflict(before, change) is { } conflict)
        {
            return conflict;
        }

        var repeated = ChangeRules.Repeated(open, change);
        if (repeated is null && ChangeRules.Refusal(before, open, change) is { } refusal)
        {
            return refusal;
        }

        if (repeated is null || change.HasSettings)
        {
            await WriteAsync(transaction, instance, change, actor, queue: repeated is null, cancellationToken);
            await SecretRows.WriteAsync(transaction, instance, change.Secrets, actor, clock, cancellationToken);
            if (change.Model is not null)
            {
                await FaultRows.ForgetModelAsync(transaction, instance, cancellationToken);
            }

            if (change.Access is not null)
            {
                await FaultRows.ForgetOpenLimitAsync(transaction, instance, cancellationToken);
            }

            if (change.Direct is not null)
            {
                await FaultRows.ForgetAsync(transaction, instance, cancellationToken);
            }
        }

        if (change is { Desired: DesiredState.Running, Admission: { } admission }
            && !ChangeRules.TakesMemory(before, open)
            && await HostRoom.ShortageAsync(transaction, before.Provider, admission, cancellationToken) is { } shortage)
        {
            return new ChangeOutcome.NoRoom(shortage);
        }

        var detail = await ReadAsync(transaction, instance, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ChangeOutcome.Accepted(detail, repeated?.Id ?? change.Operation);
    }

    public Task SetProvisionedAsync(InstanceId instance, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            "update instances set provisioned_at = now(), updated_at = now() where id = @Instance and provisioned_at is null",
            new { Instance = instance.Value },
            cancellationToken);

    private async Task WriteAsync(
        NpgsqlTransaction transaction,
        InstanceId instance,
        InstanceChange change,
        Actor? actor,
        bool queue,
        CancellationToken cancellationToken)
    {
        const string Sql =
            $$"""
            with changed as (
                update instances set
                    desired_state = coalesce(@Desired, desired_state),
                    owner_phone = coalesce(@Phone, owner_phone),
                    number_kind = coalesce(@Number, number_kind),
                    model = coalesce(@Model, model),
                    allow_lists = case
                        when @Users::text[] is null then allow_lists
                        else allow_lists || jsonb_build_object(@Channel::text, to_jsonb(@Users::text[]))
                    end,
                    channel_states = case
                        when @Channel::text is not null or @Kind in ('start', 'stop', 'restart', 'repair') then '{}'
                        else channel_states
                    end,
                    direct_keys = coalesce(@Direct, direct_keys),
                    open_requests = case when @HasAccess then @OpenRequests::int else open_requests end,
                    whatsapp_state = case
                        when @Kind in ('start', 'stop', 'restart', 'repair') then {{LinkColumns.StateAfterEnd}} else whatsapp_state
                    end,
                    whatsapp_code = case
                        when @Kind in ('start', 'stop', 'restart', 'repair') then {{LinkColumns.CodeAfterEnd}} else whatsapp_code
                    end,
                    ends = case when @Kind in ('start', 'restart', 'repair') then 0 else ends end,
                    updated_at = now()
                where id = @Instance
                returning id, user_id, slug
            ), cancelled as (
                update operations set state = 'cancelled', finished_at = now()
                where @Kind = 'delete' and instance_id = @Instance and state in ('pending', 'running')
            ), queued as (
                insert into operations (id, instance_id, user_id, slug, kind, state, created_at, not_before, trace_parent)
                select @Operation, id, user_id, slug, @Kind, 'pending', clock_timestamp(), now(), @TraceParent from changed where @Queue
            )
            insert into audit_log (id, at, user_id, address, instance_id, action, detail)
            select @Audit, now(), @Actor, @Address, id, 'instance.' || @Kind,
                nullif(concat_ws(', ', 'owner of a number of kind ' || @Number, 'model ' || @Model,
                    @Channel::text || ' for ' || cardinality(@Users::text[]) || ' users',
                    case when @Direct then 'key in the gateway' when not @Direct then 'key by the relay' end,
                    case when @HasAccess then coalesce('open to everybody up to ' || @OpenRequests::int || ' requests a day', 'open to its owner alone') end), '')
            from changed
            """;
        await transaction.Connected().ExecuteAsync(new CommandDefinition(
            Sql,
            new
            {
                Instance = instance.Value,
                Operation = change.Operation.Value,
                TraceParent = Traces.Parent,
                Kind = change.Kind.ToText(),
                Desired = change.Desired?.ToText(),
                Phone = change.Owner?.Phone.Value,
                Number = change.Owner?.Number.ToText(),
                Model = change.Model?.ToString(),
                Channel = change.Channel?.Channel.Name,
                Users = change.Channel?.Users?.ToArray(),
                change.Direct,
                HasAccess = change.Access is not null,
                OpenRequests = change.Access?.Open?.DailyRequests,
                Queue = queue,
                Audit = Guid.CreateVersion7(clock.GetUtcNow()),
                Actor = actor?.User?.Value,
                actor?.Address,
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    private static async Task<InstanceDetail> ReadAsync(
        NpgsqlTransaction transaction, InstanceId instance, CancellationToken cancellationToken)
    {
        var found = await InstanceDetails.QueryAsync(
            transaction.Connected(), InstanceDetails.OfKey, new { Instance = instance.Value }, transaction, cancellationToken);
        return found.Single();
    }
}
