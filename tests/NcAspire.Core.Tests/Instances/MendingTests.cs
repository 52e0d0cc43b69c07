using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Instances;

/// <summary>What becomes of a gateway that ends unasked, and what its owner is told.</summary>
public sealed class MendingTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Theory]
    [InlineData(137, true, FailureKind.OutOfMemory, "ran out of memory (limit 1.5 GiB)")]
    [InlineData(137, false, FailureKind.GatewayExited, "from outside")]
    [InlineData(143, false, FailureKind.GatewayExited, "from outside")]
    [InlineData(3, false, FailureKind.GatewayExited, "exit code 3")]
    [InlineData(0, false, FailureKind.GatewayExited, "exit code 0")]
    [InlineData(null, false, FailureKind.GatewayExited, "without a reason")]
    [InlineData(78, false, FailureKind.ConfigRefused, "refused its configuration")]
    public async Task A_gateway_that_ended_is_started_again_and_its_owner_told_why(
        int? exitCode, bool outOfMemory, FailureKind kind, string words)
    {
        var world = await RunningAsync();
        world.Compute.IsShortOfMemory = outOfMemory;
        world.Compute.Crash(world.Id, exitCode);

        await ObserveAsync(world);

        var mending = await world.FindAsync();
        Assert.Equal(OperationKind.Start, mending.Operation?.Kind);
        Assert.Equal(kind, mending.Instance.Incident?.What.Kind);
        Assert.Contains(words, $"{mending.Instance.Incident?.What}", StringComparison.Ordinal);
        Assert.Equal(mending.Instance.Incident?.What.Title, await AuditAsync(world, "instance.start"));

        await world.RunAsync();
        var mended = (await world.FindAsync()).Instance;
        Assert.Equal(InstanceStatus.Running, mended.Status);
        Assert.Equal(mending.Instance.Incident, mended.Incident);
        Assert.Null(mended.Failure);
        Assert.Equal(MachinePhase.Running, world.Compute.Machines.Single().Value.Phase);
    }

    [Fact]
    public async Task A_machine_that_is_gone_is_made_again_and_its_owner_told()
    {
        var world = await RunningAsync();
        world.Compute.LoseMachine(world.Id);

        await ObserveAsync(world);
        await world.RunAsync();

        var instance = (await world.FindAsync()).Instance;
        Assert.Equal(InstanceStatus.Running, instance.Status);
        Assert.Equal(FailureKind.MachineMissing, instance.Incident?.What.Kind);
    }

    [Fact]
    public async Task A_gateway_that_hangs_is_restarted_and_its_owner_told()
    {
        var world = await RunningAsync();
        world.Gateway.IsSilent = true;
        await world.ExecuteAsync("update instances set last_health_at = now() - interval '3 minutes'");

        await ObserveAsync(world);
        world.Gateway.IsSilent = false;

        var found = await world.FindAsync();
        Assert.Equal(OperationKind.Restart, found.Operation?.Kind);
        Assert.Equal(FailureKind.GatewaySilent, found.Instance.Incident?.What.Kind);
        await world.RunAsync();
        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
    }

    [Theory]
    [InlineData(true, FailureKind.OutOfMemory)]
    [InlineData(false, FailureKind.GatewayExited)]
    public async Task A_gateway_that_the_backend_started_again_by_itself_is_told_once(bool outOfMemory, FailureKind kind)
    {
        var world = await RunningAsync();
        world.Compute.IsShortOfMemory = outOfMemory;
        world.Compute.CrashAndRestart(world.Id);

        await ObserveAsync(world);

        var told = await world.FindAsync();
        Assert.Null(told.Operation);
        Assert.Equal(kind, told.Instance.Incident?.What.Kind);
        Assert.Equal(1, await EndsAsync(world));
        Assert.Equal(told.Instance.Incident?.What.Title, await AuditAsync(world, "instance.restarted"));

        await world.Get<IObservationStore>().DismissIncidentAsync(world.User, world.Slug, Ct);
        await ObserveAsync(world);
        Assert.Null((await world.FindAsync()).Instance.Incident);
        Assert.Equal(1, await EndsAsync(world));
    }

    [Fact]
    public async Task A_start_of_ours_sets_the_backends_count_of_restarts_back()
    {
        var world = await RunningAsync();
        world.Compute.CrashAndRestart(world.Id);
        await ObserveAsync(world);
        await world.RequestAsync(OperationKind.Restart);
        await world.RunAsync();

        world.Compute.CrashAndRestart(world.Id);
        await ObserveAsync(world);

        // The restart gave a full budget; the backend counts from one again, and that one is new.
        Assert.Equal(1, await EndsAsync(world));
        Assert.NotNull((await world.FindAsync()).Instance.Incident);
    }

    [Fact]
    public async Task Many_who_notice_one_end_count_it_once()
    {
        var world = await RunningAsync();
        world.Compute.Crash(world.Id);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 is 0 ? ObserveAsync(world) : NoticeAsync(world)));

        Assert.Equal(1, await EndsAsync(world));
        Assert.Equal(1, await world.ScalarAsync<long>("select count(*) from operations where kind = 'start'"));
    }

    [Fact]
    public async Task Many_who_notice_one_restart_by_the_backend_count_it_once()
    {
        var world = await RunningAsync();
        world.Compute.CrashAndRestart(world.Id);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ObserveAsync(world)));

        Assert.Equal(1, await EndsAsync(world));
    }

    [Fact]
    public async Task A_gateway_that_ends_again_and_again_is_given_up_until_its_owner_starts_it()
    {
        var world = await RunningAsync();
        for (var end = 1; end <= 5; end++)
        {
            await CrashAsync(world);
            Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
        }

        await CrashAsync(world);

        var given = await world.FindAsync();
        Assert.Equal(InstanceStatus.Error, given.Instance.Status);
        Assert.Null(given.Operation);
        Assert.Equal(FailureKind.CrashLoop, given.Instance.Failure?.Kind);
        Assert.Contains("6 times within 10 minutes, the last time with exit code 3", given.Instance.Failure?.Detail, StringComparison.Ordinal);
        Assert.Equal(MachinePhase.Exited, world.Compute.Machines.Single().Value.Phase);
        Assert.Equal("The gateway stopped by itself", await AuditAsync(world, "instance.give-up"));
        Assert.Contains(world.Log.All, l => l.Text.Contains("keeps stopping", StringComparison.Ordinal));

        var start = await world.RequestAsync(OperationKind.Start);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Start, start);
        await CrashAsync(world);
        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
        Assert.Equal(1, await EndsAsync(world));
    }

    [Fact]
    public async Task A_gateway_that_hangs_when_it_is_given_up_is_stopped_and_keeps_no_memory()
    {
        var world = await RunningAsync();
        for (var restart = 1; restart <= 5; restart++)
        {
            world.Compute.CrashAndRestart(world.Id);
        }

        await ObserveAsync(world);
        world.Gateway.IsSilent = true;
        await world.ExecuteAsync("update instances set last_health_at = now() - interval '3 minutes'");

        await ObserveAsync(world);

        Assert.Equal(FailureKind.CrashLoop, (await world.FindAsync()).Instance.Failure?.Kind);
        Assert.Equal(MachinePhase.Exited, world.Compute.Machines.Single().Value.Phase);
    }

    [Fact]
    public async Task Another_process_goes_on_counting()
    {
        var world = await RunningAsync();
        for (var end = 1; end <= 6; end++)
        {
            world.Compute.Crash(world.Id);

            // Nothing of the count lives in the process that notices.
            await ActivatorUtilities.CreateInstance<ObserveInstances>(world.Services).ExecuteAsync(Ct);
            await world.RunAsync();
        }

        Assert.Equal(FailureKind.CrashLoop, (await world.FindAsync()).Instance.Failure?.Kind);
    }

    [Fact]
    public async Task A_gateway_that_ran_for_a_while_has_a_full_budget_again()
    {
        var world = await RunningAsync();
        for (var end = 1; end <= 5; end++)
        {
            await CrashAsync(world);
        }

        await world.ExecuteAsync("update instances set ends_since = now() - interval '11 minutes'");
        await CrashAsync(world);

        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
        Assert.Equal(1, await EndsAsync(world));
    }

    [Fact]
    public async Task What_the_backend_tried_in_vain_spends_the_budget()
    {
        var world = await RunningAsync();
        world.Compute.IsShortOfMemory = true;
        for (var restart = 1; restart <= 5; restart++)
        {
            world.Compute.CrashAndRestart(world.Id);
        }

        world.Compute.Crash(world.Id, 137);
        await ObserveAsync(world);

        var failure = (await world.FindAsync()).Instance.Failure;
        Assert.Equal(FailureKind.CrashLoop, failure?.Kind);
        Assert.Contains("6 times", failure?.Detail, StringComparison.Ordinal);
        Assert.Contains("ran out of memory (limit 1.5 GiB)", failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_somebody_works_on_is_left_alone()
    {
        var world = await RunningAsync();
        await world.RequestAsync(OperationKind.Restart);
        world.Compute.Crash(world.Id);

        await ObserveAsync(world);
        await NoticeAsync(world);
        var outcome = await world.Get<IObservationStore>().RecordEndAsync(
            new UnplannedEnd(
                world.Id, OperationKind.Start, OperationId.New(TimeProvider.System), Failures.VolumeLost, 0, _ => Failures.VolumeLost),
            new CrashBudget(0, TimeSpan.FromMinutes(1)),
            Ct);

        Assert.Equal(EndOutcome.LeftAlone, outcome);
        Assert.Null((await world.FindAsync()).Instance.Incident);
        Assert.Equal(0, await EndsAsync(world));
    }

    [Fact]
    public async Task A_connection_to_WhatsApp_is_not_called_up_while_the_gateway_is_mended()
    {
        var world = await RunningAsync();
        world.Phone.Scan();
        await ObserveAsync(world);
        world.Compute.Crash(world.Id);

        await ObserveAsync(world);

        Assert.Equal(WhatsAppState.Reconnecting, (await world.FindAsync()).Instance.WhatsApp);
    }

    [Fact]
    public async Task An_incident_is_taken_off_by_its_owner_or_by_time()
    {
        var world = await RunningAsync();
        var observations = world.Get<IObservationStore>();
        await CrashAsync(world);

        Assert.False(await observations.DismissIncidentAsync(Core.Accounts.UserId.New(TimeProvider.System), world.Slug, Ct));
        Assert.NotNull((await world.FindAsync()).Instance.Incident);
        Assert.True(await observations.DismissIncidentAsync(world.User, world.Slug, Ct));
        Assert.True(await observations.DismissIncidentAsync(world.User, world.Slug, Ct));
        Assert.Null((await world.FindAsync()).Instance.Incident);

        await CrashAsync(world);
        Assert.Equal(0, await observations.SweepIncidentsAsync(TimeSpan.FromHours(24), Ct));
        await world.ExecuteAsync("update instances set incident_at = now() - interval '25 hours'");
        Assert.Equal(1, await observations.SweepIncidentsAsync(TimeSpan.FromHours(24), Ct));
        Assert.Null((await world.FindAsync()).Instance.Incident);
    }

    private async Task<World> RunningAsync()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        return world;
    }

    private static Task ObserveAsync(World world) => world.Get<ObserveInstances>().ExecuteAsync(Ct);

    private static Task NoticeAsync(World world) =>
        world.Get<ObserveInstances>().ExecuteAsync(world.Compute.Name, InstanceNames.Machine(world.Id), Ct);

    private static async Task CrashAsync(World world)
    {
        world.Compute.Crash(world.Id, exitCode: 3);
        await NoticeAsync(world);
        await world.RunAsync();
    }

    private static Task<int> EndsAsync(World world) => world.ScalarAsync<int>("select ends from instances");

    private static Task<string?> AuditAsync(World world, string action) => world.ScalarAsync<string>(
        "select detail from audit_log where action = @action and user_id is null order by at desc limit 1", new { action });
}
