using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class ChangeRequestTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    [Fact]
    public async Task A_change_writes_the_wanted_state_an_operation_and_an_audit_row()
    {
        var user = await AddUserAsync();
        var instance = await AddRunningAsync(user);
        var change = Change(OperationKind.Stop);

        var outcome = await Instances.RequestAsync(instance.Id, change, Somebody with { User = user }, Ct);

        var accepted = Assert.IsType<ChangeOutcome.Accepted>(outcome);
        Assert.Equal(change.Operation, accepted.Operation);
        Assert.Equal(DesiredState.Stopped, accepted.Instance.Instance.Desired);
        Assert.Equal(InstanceStatus.Running, accepted.Instance.Instance.Status);
        Assert.Equal(change.Operation, accepted.Instance.Operation?.Id);
        Assert.Equal(1, await ScalarAsync<int>(
            "select count(*) from audit_log where action = 'instance.stop' and user_id = @User and instance_id = @Instance",
            new { User = user.Value, Instance = instance.Id.Value }));
    }

    [Fact]
    public async Task The_system_itself_may_ask_and_is_audited_without_a_user()
    {
        var instance = await AddRunningAsync(await AddUserAsync());

        await Instances.RequestAsync(instance.Id, Change(OperationKind.Restart), actor: null, Ct);

        Assert.Equal(1, await ScalarAsync<int>(
            "select count(*) from audit_log where action = 'instance.restart' and user_id is null and address is null"));
    }

    [Fact]
    public async Task A_change_of_no_instance_is_not_found() =>
        Assert.IsType<ChangeOutcome.NotFound>(await Instances.RequestAsync(
            InstanceId.New(TimeProvider.System), Change(OperationKind.Stop), Somebody, Ct));

    [Fact]
    public async Task A_change_that_the_status_does_not_allow_is_refused()
    {
        var instance = await AddRunningAsync(await AddUserAsync());

        var outcome = await Instances.RequestAsync(instance.Id, Change(OperationKind.Start), Somebody, Ct);

        Assert.Equal(InstanceStatus.Running, Assert.IsType<ChangeOutcome.WrongStatus>(outcome).Status);
        Assert.Null((await FindAsync(instance.Id)).Operation);
    }

    [Fact]
    public async Task A_change_that_wants_quiet_is_refused_while_another_operation_is_open()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await RequestAsync(instance.Id, OperationKind.Restart);

        var outcome = await Instances.RequestAsync(instance.Id, Change(OperationKind.Stop), Somebody, Ct);

        Assert.Equal(OperationKind.Restart, Assert.IsType<ChangeOutcome.Busy>(outcome).Kind);
        Assert.Equal(DesiredState.Running, (await FindAsync(instance.Id)).Instance.Desired);
    }

    [Theory]
    [InlineData(OperationKind.Restart)]
    [InlineData(OperationKind.Stop)]
    [InlineData(OperationKind.Delete)]
    public async Task A_repeated_request_returns_the_open_operation(OperationKind kind)
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var first = await RequestAsync(instance.Id, kind, whenIdle: true);

        Assert.Equal(first, await RequestAsync(instance.Id, kind, whenIdle: true));

        await ClaimAsync(Guid.NewGuid());
        Assert.Equal(first, await RequestAsync(instance.Id, kind, whenIdle: true));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from operations where kind <> 'create'"));
    }

    [Fact]
    public async Task Parallel_requests_of_one_kind_queue_one_operation()
    {
        var instance = await AddRunningAsync(await AddUserAsync());

        var outcomes = await RaceAsync(_ => RequestAsync(instance.Id, OperationKind.Restart));

        Assert.Single(outcomes.Distinct());
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from operations where kind = 'restart'"));
    }

    [Fact]
    public async Task A_restart_behind_a_stop_is_not_the_restart_before_it()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var restart = await RequestAsync(instance.Id, OperationKind.Restart);
        var stop = await RequestAsync(instance.Id, OperationKind.Stop);

        var again = await RequestAsync(instance.Id, OperationKind.Restart);

        Assert.NotEqual(restart, again);
        Assert.Equal([restart, stop, again], await DrainAsync(3));
        Assert.Equal(DesiredState.Running, (await FindAsync(instance.Id)).Instance.Desired);
    }

    [Theory]
    [InlineData(InstanceStatus.Creating)]
    [InlineData(InstanceStatus.Running)]
    [InlineData(InstanceStatus.Stopped)]
    [InlineData(InstanceStatus.Error)]
    public async Task A_deletion_is_accepted_in_every_status_and_cancels_what_is_open(InstanceStatus status)
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        await ExecuteAsync("update instances set status = lower(@Status)", new { Status = status.ToString() });
        var running = await ClaimAsync(Guid.NewGuid());
        var configure = await RequestAsync(instance.Id, OperationKind.Configure);

        var outcome = await Instances.RequestAsync(
            instance.Id, Change(OperationKind.Delete) with { From = [] }, Somebody, Ct);

        var accepted = Assert.IsType<ChangeOutcome.Accepted>(outcome);
        Assert.Equal(DesiredState.Deleted, accepted.Instance.Instance.Desired);
        Assert.Equal(accepted.Operation, accepted.Instance.Operation?.Id);
        foreach (var cancelled in new[] { running.Operation.Id, configure })
        {
            var found = await Operations.FindAsync(instance.User, cancelled, Ct);
            Assert.Equal(OperationState.Cancelled, found?.Operation.State);
            Assert.NotNull(found?.Operation.FinishedAt);
        }
    }

    [Fact]
    public async Task Nothing_is_accepted_behind_a_deletion()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await RequestAsync(instance.Id, OperationKind.Delete);

        foreach (var kind in new[] { OperationKind.Restart, OperationKind.Configure })
        {
            var outcome = await Instances.RequestAsync(instance.Id, Change(kind, whenIdle: false), Somebody, Ct);
            Assert.Equal(OperationKind.Delete, Assert.IsType<ChangeOutcome.Busy>(outcome).Kind);
        }
    }

    [Fact]
    public async Task After_a_failed_deletion_only_another_deletion_is_accepted()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var first = await RequestAsync(instance.Id, OperationKind.Delete);
        var worker = Guid.NewGuid();
        await ClaimAsync(worker);
        var failure = new Failure(FailureKind.ProviderFault, "Not removed", "The engine did not answer.");
        Assert.True(await Operations.FailAsync(first, worker, InstanceStatus.Error, failure, Ct));

        Assert.IsType<ChangeOutcome.WrongStatus>(
            await Instances.RequestAsync(instance.Id, Change(OperationKind.Start), Somebody, Ct));
        Assert.NotEqual(first, await RequestAsync(instance.Id, OperationKind.Delete));
    }

    [Fact]
    public async Task A_new_owner_joins_a_configure_that_nobody_took_up_yet()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var first = await RequestOwnerAsync(instance.Id, "+14155550100", NumberKind.Separate);
        var second = await RequestOwnerAsync(instance.Id, "+14155550199", NumberKind.Own);

        Assert.Equal(first, second);
        var found = (await FindAsync(instance.Id)).Instance;
        Assert.Equal("+14155550199", found.Owner?.Value);
        Assert.Equal(NumberKind.Own, found.Number);
    }

    [Fact]
    public async Task A_new_owner_queues_another_configure_while_one_is_running_or_was_postponed()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var first = await RequestOwnerAsync(instance.Id, "+14155550100", NumberKind.Separate);
        var worker = Guid.NewGuid();
        await ClaimAsync(worker);

        var second = await RequestOwnerAsync(instance.Id, "+14155550199", NumberKind.Own);
        Assert.NotEqual(first, second);

        var failure = new Failure(FailureKind.ProviderFault, "Later", "The engine is busy.");
        Assert.True(await Operations.PostponeAsync(first, worker, TimeSpan.Zero, failure, Ct));
        Assert.Equal(second, await RequestOwnerAsync(instance.Id, "+14155550177", NumberKind.Own));
        Assert.Equal([first, second], await DrainAsync(2));
        Assert.Equal("+14155550177", (await FindAsync(instance.Id)).Instance.Owner?.Value);
    }

    private async Task<OperationId> RequestOwnerAsync(InstanceId instance, string phone, NumberKind number)
    {
        var owner = PhoneNumber.TryParse(phone) ?? throw new ArgumentException(phone);
        var change = Change(OperationKind.Configure, whenIdle: false) with { Owner = (owner, number) };
        return Assert.IsType<ChangeOutcome.Accepted>(await Instances.RequestAsync(instance, change, Somebody, Ct)).Operation;
    }

    private async Task<List<OperationId>> DrainAsync(int count)
    {
        var order = new List<OperationId>();
        for (var number = 0; number < count; number++)
        {
            var worker = Guid.NewGuid();
            var claim = await ClaimAsync(worker);
            Assert.True(await Operations.SucceedAsync(claim.Operation.Id, worker, null, Ct));
            order.Add(claim.Operation.Id);
        }

        Assert.Null(await Operations.ClaimNextAsync(Guid.NewGuid(), Lease, Ct));
        return order;
    }
}
