using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class OperationStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly Failure _failure = new(FailureKind.OutOfMemory, "Out of memory", "Give it more.");

    private readonly Guid _worker = Guid.NewGuid();

    [Fact]
    public async Task A_claim_marks_the_operation_running_and_counts_the_attempt()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());

        var claim = await ClaimAsync(_worker);

        Assert.Equal(instance.Id, claim.Instance.Id);
        Assert.Equal(OperationState.Running, claim.Operation.State);
        Assert.Equal(1, claim.Operation.Attempts);
        Assert.Empty(claim.Steps);
        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));
    }

    [Fact]
    public async Task There_is_nothing_to_claim_without_open_operations() =>
        Assert.Null(await Operations.ClaimNextAsync(_worker, Lease, Ct));

    [Fact]
    public async Task The_oldest_operation_goes_first_and_each_instance_has_one_worker()
    {
        var user = await AddUserAsync();
        var first = await AddInstanceAsync(user, "first");
        await RequestAsync(first.Id, OperationKind.Configure);
        var second = await AddInstanceAsync(user, "second");

        Assert.Equal(first.Id, (await ClaimAsync(Guid.NewGuid())).Instance.Id);
        Assert.Equal(second.Id, (await ClaimAsync(Guid.NewGuid())).Instance.Id);
        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));
    }

    [Fact]
    public async Task Operations_go_by_the_databases_clock_whatever_their_keys_say()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var fastClock = new FakeClock(TimeProvider.System.GetUtcNow().AddDays(-1));
        var change = Change(OperationKind.Configure) with { Operation = OperationId.New(fastClock), WhenIdle = false };
        Assert.IsType<ChangeOutcome.Accepted>(await Instances.RequestAsync(instance.Id, change, Somebody, Ct));

        Assert.Equal(OperationKind.Create, (await ClaimAsync(_worker)).Operation.Kind);
        Assert.Equal(OperationKind.Create, (await FindAsync(instance.Id)).Operation?.Kind);
    }

    [Fact]
    public async Task Steps_are_kept_in_order_and_come_with_the_next_claim()
    {
        await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;
        Assert.True(await Operations.BeginStepAsync(operation, _worker, "volume", Ct));
        Assert.True(await Operations.FinishStepAsync(operation, _worker, "volume", """{"id":"vol_1"}""", Ct));
        Assert.True(await Operations.BeginStepAsync(operation, _worker, "machine", Ct));
        Assert.True(await Operations.BeginStepAsync(operation, _worker, "start", Ct));
        Assert.True(await Operations.BeginStepAsync(operation, _worker, "machine", Ct));
        await ExpireLeasesAsync();

        var claim = await ClaimAsync(Guid.NewGuid());

        Assert.Equal(operation, claim.Operation.Id);
        Assert.Equal(2, claim.Operation.Attempts);
        Assert.Equal("machine", claim.Operation.Step);
        Assert.Equal(["volume", "machine", "start"], claim.Steps.Select(step => step.Name));
        Assert.Equal("""{"id":"vol_1"}""", claim.Steps[0].Output);
        Assert.NotNull(claim.Steps[0].FinishedAt);
        Assert.Null(claim.Steps[1].FinishedAt);
    }

    [Fact]
    public async Task A_step_that_was_not_begun_cannot_be_finished()
    {
        await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;

        Assert.False(await Operations.FinishStepAsync(operation, _worker, "volume", null, Ct));
    }

    [Fact]
    public async Task Success_writes_the_status_clears_the_failure_and_frees_the_instance()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;
        Assert.True(await Operations.FailAsync(operation, _worker, InstanceStatus.Error, _failure, Ct));
        var start = await RequestAsync(instance.Id, OperationKind.Start);
        await ClaimAsync(_worker);

        Assert.True(await Operations.SucceedAsync(start, _worker, InstanceStatus.Running, Ct));

        var found = await FindAsync(instance.Id);
        Assert.Equal(InstanceStatus.Running, found.Instance.Status);
        Assert.Null(found.Instance.Failure);
        Assert.Null(found.Operation);
        var done = (await Operations.FindAsync(instance.User, start, Ct))?.Operation;
        Assert.Equal(OperationState.Succeeded, done?.State);
        Assert.NotNull(done?.FinishedAt);
        await RequestAsync(instance.Id, OperationKind.Stop);
        await ClaimAsync(Guid.NewGuid());
    }

    [Fact]
    public async Task Failure_writes_status_and_reason_into_instance_and_operation()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;

        Assert.True(await Operations.FailAsync(operation, _worker, InstanceStatus.Error, _failure, Ct));

        var found = await FindAsync(instance.Id);
        Assert.Equal(InstanceStatus.Error, found.Instance.Status);
        Assert.Equal(_failure, found.Instance.Failure);
        var failed = (await Operations.FindAsync(instance.User, operation, Ct))?.Operation;
        Assert.Equal(OperationState.Failed, failed?.State);
        Assert.Equal(_failure, failed?.Failure);
        Assert.False(await Operations.SucceedAsync(operation, _worker, InstanceStatus.Running, Ct));
    }

    [Fact]
    public async Task An_end_without_a_status_leaves_the_status_and_an_errors_reason()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var create = (await ClaimAsync(_worker)).Operation.Id;
        Assert.True(await Operations.FailAsync(create, _worker, InstanceStatus.Error, _failure, Ct));
        var configure = await RequestAsync(instance.Id, OperationKind.Configure);
        await ClaimAsync(_worker);

        Assert.True(await Operations.SucceedAsync(configure, _worker, status: null, Ct));

        var found = (await FindAsync(instance.Id)).Instance;
        Assert.Equal(InstanceStatus.Error, found.Status);
        Assert.Equal(_failure, found.Failure);
    }

    [Fact]
    public async Task A_failed_configure_of_a_running_instance_is_told_until_the_next_success()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var failing = await RequestAsync(instance.Id, OperationKind.Configure);
        await ClaimAsync(_worker);
        Assert.True(await Operations.FailAsync(failing, _worker, status: null, _failure, Ct));
        var told = (await FindAsync(instance.Id)).Instance;
        Assert.Equal((InstanceStatus.Running, _failure), (told.Status, told.Failure));

        var better = await RequestAsync(instance.Id, OperationKind.Configure);
        await ClaimAsync(_worker);
        Assert.True(await Operations.SucceedAsync(better, _worker, status: null, Ct));

        Assert.Null((await FindAsync(instance.Id)).Instance.Failure);
    }

    [Fact]
    public async Task A_postponed_operation_waits_and_keeps_what_it_stumbled_over()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;
        await RequestAsync(instance.Id, OperationKind.Configure);

        Assert.True(await Operations.PostponeAsync(operation, _worker, TimeSpan.FromHours(1), _failure, Ct));

        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));
        var waiting = (await FindAsync(instance.Id)).Operation;
        Assert.Equal(OperationState.Pending, waiting?.State);
        Assert.Equal(_failure, waiting?.Failure);

        await ExecuteAsync("update operations set not_before = now() - interval '1 second' where state = 'pending'");
        var again = await ClaimAsync(Guid.NewGuid());
        Assert.Equal(operation, again.Operation.Id);
        Assert.Equal(2, again.Operation.Attempts);
    }

    [Fact]
    public async Task A_released_operation_is_taken_up_at_once()
    {
        await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;

        await Operations.ReleaseAsync(operation, Guid.NewGuid(), Ct);
        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));

        await Operations.ReleaseAsync(operation, _worker, Ct);
        Assert.Equal(operation, (await ClaimAsync(Guid.NewGuid())).Operation.Id);
    }

    [Fact]
    public async Task A_finished_deletion_removes_the_instance_and_keeps_its_history()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await Links.BeginAsync(instance.Id, Guid.NewGuid(), Lease, Lease, "Getting a code.", Ct);
        await ExecuteAsync(
            """
            insert into instance_secrets (
                instance_id, name, version, key_id, wrapped_key, nonce, ciphertext, tag, last4, updated_at)
            values (@Instance, 'OPENAI_API_KEY', 1, 'k1', '', '', '', '', 'abcd', now())
            """,
            new { Instance = instance.Id.Value });
        var delete = await RequestAsync(instance.Id, OperationKind.Delete);
        await ClaimAsync(_worker);

        Assert.True(await Operations.FinishDeletionAsync(delete, _worker, Ct));

        Assert.Null(await Instances.FindAsync(instance.Id, Ct));
        Assert.Equal(0, await ScalarAsync<int>("select count(*) from whatsapp_links"));
        Assert.Equal(0, await ScalarAsync<int>("select count(*) from instance_secrets"));
        Assert.Equal(2, await ScalarAsync<int>("select count(*) from audit_log"));
        var kept = (await Operations.FindAsync(instance.User, delete, Ct))?.Operation;
        Assert.Equal(OperationState.Succeeded, kept?.State);
        Assert.Equal("ada", kept?.Slug);
        Assert.False(await Operations.FinishDeletionAsync(delete, _worker, Ct));
    }

    [Fact]
    public async Task An_operation_is_shown_to_its_user_only()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var operation = (await ClaimAsync(_worker)).Operation.Id;
        Assert.True(await Operations.BeginStepAsync(operation, _worker, "volume", Ct));

        Assert.Equal("volume", (await Operations.FindAsync(instance.User, operation, Ct))?.Steps.Single().Name);
        Assert.Null(await Operations.FindAsync(await AddUserAsync("bob@example.org"), operation, Ct));
        Assert.Null(await Operations.FindAsync(instance.User, OperationId.New(TimeProvider.System), Ct));
    }
}
