using Dapper;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class LeaseTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly Failure _failure = new(FailureKind.ProviderFault, "Not now", "The engine did not answer.");

    // Every write that a worker may do only while it holds the lease.
    private static readonly Dictionary<string, Func<IOperationStore, OperationId, Guid, Task<bool>>> _writes = new()
    {
        ["renew"] = (store, operation, worker) => store.RenewAsync(operation, worker, Lease, Ct),
        ["begin step"] = (store, operation, worker) => store.BeginStepAsync(operation, worker, "machine", Ct),
        ["finish step"] = (store, operation, worker) => store.FinishStepAsync(operation, worker, "volume", "late", Ct),
        ["succeed"] = (store, operation, worker) => store.SucceedAsync(operation, worker, InstanceStatus.Running, Ct),
        ["fail"] = (store, operation, worker) => store.FailAsync(operation, worker, InstanceStatus.Error, _failure, Ct),
        ["postpone"] = (store, operation, worker) => store.PostponeAsync(operation, worker, Lease, _failure, Ct),
        ["finish deletion"] = (store, operation, worker) => store.FinishDeletionAsync(operation, worker, Ct),
    };

    public static TheoryData<string> Writes => [.. _writes.Keys];

    [Fact]
    public async Task Of_parallel_workers_each_operation_goes_to_exactly_one()
    {
        const int Instances = 12;
        var user = await AddUserAsync();
        for (var number = 0; number < Instances; number++)
        {
            await AddInstanceAsync(user, $"race-{number}");
        }

        var claimed = await RaceAsync(async _ =>
        {
            var mine = new List<OperationId>();
            while (await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct) is { } claim)
            {
                mine.Add(claim.Operation.Id);
            }

            return mine;
        });

        // A worker may find all that is left locked by others and stop early; what one of them took stays taken.
        var all = claimed.SelectMany(operations => operations).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        while (await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct) is { } left)
        {
            all.Add(left.Operation.Id);
        }

        Assert.Equal(Instances, all.Distinct().Count());
        Assert.Equal(Instances, all.Count);
    }

    [Fact]
    public async Task A_row_that_another_transaction_locks_is_passed_over()
    {
        var user = await AddUserAsync();
        var locked = await AddInstanceAsync(user, "locked");
        var free = await AddInstanceAsync(user, "free");
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync(
            "select id from instances where id = @Id for update", new { Id = locked.Id.Value }, transaction);

        Assert.Equal(free.Id, (await ClaimAsync(Guid.NewGuid())).Instance.Id);
        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task After_a_takeover_the_former_worker_writes_nothing(string write)
    {
        var (operation, former) = await BeginAsync();
        await ExpireLeasesAsync();
        var successor = Guid.NewGuid();
        await ClaimAsync(successor);
        var before = await SnapshotAsync();

        Assert.False(await _writes[write](Operations, operation, former));
        await Operations.ReleaseAsync(operation, former, Ct);

        Assert.Equal(before, await SnapshotAsync());
        Assert.True(await _writes[write](Operations, operation, successor));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_that_waits_for_a_deletion_is_refused_by_it(string write)
    {
        var (operation, worker) = await BeginAsync();
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync("update instances set desired_state = 'deleted'", transaction: transaction);
        await connection.ExecuteAsync("update operations set state = 'cancelled', finished_at = now()", transaction: transaction);

        var late = _writes[write](Operations, operation, worker);
        await SomeoneIsBlockedAsync();
        Assert.False(late.IsCompleted);
        await transaction.CommitAsync(Ct);
        var before = await SnapshotAsync();

        Assert.False(await late);
        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task A_deletion_waits_for_the_worker_of_what_it_cancelled()
    {
        var (operation, worker) = await BeginAsync();
        var instance = new InstanceId(await ScalarAsync<Guid>("select id from instances"));
        var delete = await RequestAsync(instance, OperationKind.Delete);

        Assert.False(await Operations.RenewAsync(operation, worker, Lease, Ct));
        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));

        await Operations.ReleaseAsync(operation, worker, Ct);
        Assert.Equal(delete, (await ClaimAsync(Guid.NewGuid())).Operation.Id);
    }

    [Fact]
    public async Task A_renewed_lease_is_not_taken_over()
    {
        var (operation, worker) = await BeginAsync();
        await ExpireLeasesAsync();

        Assert.True(await Operations.RenewAsync(operation, worker, Lease, Ct));

        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));
    }

    private async Task<(OperationId Operation, Guid Worker)> BeginAsync()
    {
        await AddInstanceAsync(await AddUserAsync());
        var worker = Guid.NewGuid();
        var operation = (await ClaimAsync(worker)).Operation.Id;
        Assert.True(await Operations.BeginStepAsync(operation, worker, "volume", Ct));
        return (operation, worker);
    }

    private Task<string?> SnapshotAsync() => ScalarAsync<string>(
        """
        select (select json_agg(i)::text from instances i) || (select json_agg(o)::text from operations o)
            || (select json_agg(s)::text from operation_steps s)
        """);
}
