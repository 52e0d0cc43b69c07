using Dapper;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.Operations;

internal sealed class OperationStore(NpgsqlDataSource dataSource) : IOperationStore
{
    // A gateway that does not run has no connection, whatever was seen of it last.
    private const string OutOfTouch =
        $"""
        whatsapp_state = case when coalesce(@Status, status) in ('stopped', 'error') then {LinkColumns.StateAfterEnd} else whatsapp_state end,
        whatsapp_code = case when coalesce(@Status, status) in ('stopped', 'error') then {LinkColumns.CodeAfterEnd} else whatsapp_code end
        """;

    // Locks the operation and its instance if they are the worker's. A statement that waited for a cancellation looks at both rows
    // anew, so nothing is written after it. A lease that ran out is still the worker's own until another one takes it.
    private const string Held =
        """
        held as (
            select o.id, o.instance_id
            from instances i
            join operations o on o.instance_id = i.id
            where o.id = @Operation and o.state = 'running' and i.lease_owner = @Worker
            for no key update of i, o
        )
        """;

    public async Task<Claim?> ClaimNextAsync(Guid worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        // Rows that another worker locks are passed over, and both rows are looked at anew once they are locked: one of two
        // workers gets the operation. An older open operation of the same instance always goes first, also while it is postponed.
        const string Sql =
            $"""
            with next as (
                select o.id, o.instance_id
                from operations o
                join instances i on i.id = o.instance_id
                where o.state in ('pending', 'running')
                    and o.not_before <= now()
                    and (i.lease_until is null or i.lease_until <= now())
                    and not exists (
                        select from operations older
                        where older.instance_id = o.instance_id
                            and older.state in ('pending', 'running')
                            and (older.created_at, older.id) < (o.created_at, o.id))
                order by o.created_at, o.id
                limit 1
                for no key update of i, o skip locked
            ), i as (
                update instances set lease_owner = @Worker, lease_until = clock_timestamp() + @Lease
                from next where instances.id = next.instance_id
                returning instances.*
            ), o as (
                update operations set state = 'running', attempts = attempts + 1
                from next where operations.id = next.id
                returning operations.*
            )
            select {OperationRow.Columns}, {InstanceRow.Columns} from i, o
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var taken = await connection.QueryAsync<OperationRow, InstanceRow, (OperationRow Operation, InstanceRow Instance)>(
            new CommandDefinition(Sql, new { Worker = worker, Lease = lease }, cancellationToken: cancellationToken),
            (operation, instance) => (operation, instance),
            splitOn: "id");
        if (taken.SingleOrDefault() is not ({ } operation, { } instance))
        {
            return null;
        }

        var steps = await connection.QueryAsync<StepRow>(
            new CommandDefinition(StepRow.Select, new { Operation = operation.Id }, cancellationToken: cancellationToken));
        return new Claim(operation.ToEntity(), instance.ToEntity(), [.. steps.Select(step => step.ToEntity())]);
    }

    public Task<bool> RenewAsync(OperationId operation, Guid worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with {Held}
            update instances i set lease_until = clock_timestamp() + @Lease from held where i.id = held.instance_id
            """;
        return WriteAsync(Sql, new { Operation = operation.Value, Worker = worker, Lease = lease }, cancellationToken);
    }

    public Task<bool> BeginStepAsync(OperationId operation, Guid worker, string step, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with {Held}, begun as (
                insert into operation_steps as s (operation_id, name, position, started_at)
                select id, @Step, (select count(*) from operation_steps where operation_id = @Operation), now() from held
                on conflict (operation_id, name) do update set started_at = now(), finished_at = null, output = null
            )
            update operations o set step = @Step from held where o.id = held.id
            """;
        return WriteAsync(Sql, new { Operation = operation.Value, Worker = worker, Step = step }, cancellationToken);
    }

    public Task<bool> FinishStepAsync(
        OperationId operation, Guid worker, string step, string? output, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with {Held}
            update operation_steps s set finished_at = now(), output = @Output
            from held where s.operation_id = held.id and s.name = @Step
            """;
        return WriteAsync(
            Sql, new { Operation = operation.Value, Worker = worker, Step = step, Output = output }, cancellationToken);
    }

    public Task<bool> SucceedAsync(
        OperationId operation, Guid worker, InstanceStatus? status, CancellationToken cancellationToken)
    {
        // The failure of an instance that stays in error is still what its owner has to know.
        const string Sql =
            $"""
            with {Held}, freed as (
                update instances i set
                    status = coalesce(@Status, status),
                    {OutOfTouch},
                    restarts_seen = case when @Status = 'running' then 0 else restarts_seen end,
                    failure_kind = case when coalesce(@Status, status) = 'error' then failure_kind end,
                    failure_title = case when coalesce(@Status, status) = 'error' then failure_title end,
                    failure_detail = case when coalesce(@Status, status) = 'error' then failure_detail end,
                    updated_at = now(), lease_owner = null, lease_until = null
                from held where i.id = held.instance_id
            )
            update operations o set
                state = 'succeeded', finished_at = now(), failure_kind = null, failure_title = null, failure_detail = null
            from held where o.id = held.id
            """;
        return WriteAsync(
            Sql, new { Operation = operation.Value, Worker = worker, Status = status?.ToText() }, cancellationToken);
    }

    public Task<bool> FailAsync(
        OperationId operation, Guid worker, InstanceStatus? status, Failure failure, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with {Held}, freed as (
                update instances i set
                    status = coalesce(@Status, status),
                    {OutOfTouch},
                    failure_kind = @Kind, failure_title = @Title, failure_detail = @Detail,
                    updated_at = now(), lease_owner = null, lease_until = null
                from held where i.id = held.instance_id
            )
            update operations o set
                state = 'failed', finished_at = now(), failure_kind = @Kind, failure_title = @Title, failure_detail = @Detail
            from held where o.id = held.id
            """;
        var parameters = new
        {
            Operation = operation.Value,
            Worker = worker,
            Status = status?.ToText(),
            Kind = failure.Kind.ToText(),
            failure.Title,
            failure.Detail,
        };
        return WriteAsync(Sql, parameters, cancellationToken);
    }

    public Task<bool> PostponeAsync(
        OperationId operation, Guid worker, TimeSpan delay, Failure failure, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with {Held}, freed as (
                update instances i set lease_owner = null, lease_until = null from held where i.id = held.instance_id
            )
            update operations o set
                state = 'pending', not_before = clock_timestamp() + @Delay,
                failure_kind = @Kind, failure_title = @Title, failure_detail = @Detail
            from held where o.id = held.id
            """;
        var parameters = new
        {
            Operation = operation.Value,
            Worker = worker,
            Delay = delay,
            Kind = failure.Kind.ToText(),
            failure.Title,
            failure.Detail,
        };
        return WriteAsync(Sql, parameters, cancellationToken);
    }

    public Task ReleaseAsync(OperationId operation, Guid worker, CancellationToken cancellationToken)
    {
        // Also for an operation that was cancelled meanwhile: the deletion behind it waits for this lease.
        const string Sql =
            """
            update instances i set lease_owner = null, lease_until = null
            from operations o
            where o.id = @Operation and i.id = o.instance_id and i.lease_owner = @Worker
            """;
        return dataSource.ExecuteAsync(Sql, new { Operation = operation.Value, Worker = worker }, cancellationToken);
    }

    public Task<bool> FinishDeletionAsync(OperationId operation, Guid worker, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            with {Held}, removed as (
                delete from instances i using held where i.id = held.instance_id
            )
            update operations o set
                state = 'succeeded', finished_at = now(), failure_kind = null, failure_title = null, failure_detail = null
            from held where o.id = held.id
            """;
        return WriteAsync(Sql, new { Operation = operation.Value, Worker = worker }, cancellationToken);
    }

    public async Task<(Operation Operation, IReadOnlyList<StepRecord> Steps)?> FindAsync(
        UserId user, OperationId operation, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            select {OperationRow.Columns} from operations o where o.id = @Operation and o.user_id = @User;
            {StepRow.Select};
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            Sql, new { Operation = operation.Value, User = user.Value }, cancellationToken: cancellationToken));
        if (await results.ReadSingleOrDefaultAsync<OperationRow>() is not { } row)
        {
            return null;
        }

        var steps = await results.ReadAsync<StepRow>();
        return (row.ToEntity(), [.. steps.Select(step => step.ToEntity())]);
    }

    private async Task<bool> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        await dataSource.ExecuteAsync(sql, parameters, cancellationToken) > 0;
}
