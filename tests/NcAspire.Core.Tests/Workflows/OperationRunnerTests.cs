using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Workflows;

public sealed class OperationRunnerTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private static readonly RunnerOptions _quick = new() { Lease = TimeSpan.FromMilliseconds(300), FirstDelay = TimeSpan.FromHours(1) };

    [Fact]
    public async Task A_worker_that_lost_its_lease_stops_in_mid_step_and_writes_nothing()
    {
        var world = await WorldAsync(services => services.AddSingleton(_quick));
        var operation = await world.RequestAsync(OperationKind.Create);
        var held = world.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));
        var running = world.Get<OperationRunner>().RunNextAsync(Ct);
        await held.Reached;

        var successor = Guid.NewGuid();
        await world.ExecuteAsync(
            "update instances set lease_owner = @Successor, lease_until = now() + interval '1 hour'", new { Successor = successor });

        Assert.True(await running.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.Equal(MachinePhase.Created, world.Compute.Machines.Single().Value.Phase);
        Assert.Equal(OperationState.Running, (await world.FindAsync(operation)).State);
        Assert.Equal(successor, await world.ScalarAsync<Guid>("select lease_owner from instances"));
    }

    [Fact]
    public async Task A_deletion_stops_a_running_create_in_mid_step_and_leaves_nothing()
    {
        var world = await WorldAsync(services => services.AddSingleton(_quick));
        var creation = await world.RequestAsync(OperationKind.Create);
        var held = world.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));
        var running = world.Get<OperationRunner>().RunNextAsync(Ct);
        await held.Reached;

        var deletion = await world.RequestAsync(OperationKind.Delete);

        Assert.True(await running.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        await world.RunAsync();
        Assert.Equal(OperationState.Cancelled, (await world.FindAsync(creation)).State);
        await world.AssertDoneAsync(OperationKind.Delete, deletion);
    }

    [Fact]
    public async Task A_stopping_process_gives_its_work_back_at_once()
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(OperationKind.Create);
        var held = world.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = world.Get<OperationRunner>().RunNextAsync(stopping.Token);
        await held.Reached;

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(await world.ScalarAsync<Guid?>("select lease_owner from instances"));
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Create, operation);
    }

    [Fact]
    public async Task An_operation_that_always_stumbles_does_not_hold_up_the_others()
    {
        var poisoned = await WorldAsync(services => services.AddSingleton(_quick));
        var stuck = await poisoned.RequestAsync(OperationKind.Create);
        await poisoned.ExecuteAsync("update instances set provider = 'nowhere'");
        var world = await WorldAsync(services => services.AddSingleton(_quick));
        var operation = await world.RequestAsync(OperationKind.Create);

        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Create, operation);
        var postponed = await poisoned.FindAsync(stuck);
        Assert.Equal(OperationState.Pending, postponed.State);
        Assert.Contains("nowhere", postponed.Failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_does_not_hold_up_the_others()
    {
        var poisoned = await WorldAsync();
        await poisoned.RequestAsync(OperationKind.Create);
        await poisoned.ExecuteAsync("update instances set slug = 'NO SLUG'");
        var world = await WorldAsync();
        var operation = await world.RequestAsync(OperationKind.Create);

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Get<OperationRunner>().RunNextAsync(Ct));
        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Create, operation);
    }

    [Theory]
    [InlineData(2, OperationState.Succeeded)]
    [InlineData(3, OperationState.Failed)]
    public async Task A_bug_is_tried_as_often_as_allowed_and_never_shown(int times, OperationState state)
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(OperationKind.Create);
        world.Compute.Faults.FailBefore(
            nameof(FakeCompute.StartAsync), () => new InvalidOperationException("password=hunter2 in /secret/path"), times);

        await world.RunAsync();

        var ended = await world.FindAsync(operation);
        Assert.Equal(state, ended.State);
        Assert.Equal(3, ended.Attempts);
        if (state is OperationState.Failed)
        {
            Assert.Equal(FailureKind.ProviderFault, ended.Failure?.Kind);
            Assert.DoesNotContain("hunter2", ended.Failure?.Detail, StringComparison.Ordinal);
            Assert.Empty(world.Compute.Machines);
            Assert.Empty(world.Compute.Volumes);
        }
    }

    [Fact]
    public async Task A_deletion_is_tried_for_ever()
    {
        var world = await WorldAsync();
        var deletion = await world.RequestAsync(OperationKind.Delete);
        world.Compute.Faults.FailBefore(
            nameof(FakeCompute.DeleteVolumeAsync), () => new ProviderException("Busy.", isTransient: true), times: 20);

        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Delete, deletion);
        Assert.Equal(21, (await world.FindAsync(deletion)).Attempts);
    }

    [Theory]
    [InlineData(OperationKind.Create)]
    [InlineData(OperationKind.Start)]
    [InlineData(OperationKind.Restart)]
    [InlineData(OperationKind.Stop)]
    public async Task However_long_a_backend_is_away_what_was_asked_for_is_done_when_it_is_back(OperationKind kind)
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(kind);
        world.Compute.IsAway = true;

        // Three attempts are allowed.
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            Assert.True(await world.Get<OperationRunner>().RunNextAsync(Ct));
            Assert.Equal(OperationState.Pending, (await world.FindAsync(operation)).State);
        }

        Assert.Equal(FailureKind.ProviderFault, (await world.FindAsync(operation)).Failure?.Kind);
        world.Compute.IsAway = false;
        await world.RunAsync();
        await world.AssertDoneAsync(kind, operation);
    }

    [Fact]
    public async Task Faults_wait_longer_each_time_up_to_a_limit()
    {
        var options = new RunnerOptions
        {
            FirstDelay = TimeSpan.FromSeconds(100),
            LongestDelay = TimeSpan.FromSeconds(350),
            MaxAttempts = 100,
        };
        var world = await WorldAsync(services => services.AddSingleton(options));
        await world.RequestAsync(OperationKind.Create);
        world.Compute.Faults.FailBefore(
            nameof(FakeCompute.StartAsync), () => new ProviderException("Busy.", isTransient: true), times: 5);
        var delays = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            Assert.True(await world.Get<OperationRunner>().RunNextAsync(Ct));
            Assert.False(await world.Get<OperationRunner>().RunNextAsync(Ct));
            delays.Add(await world.ScalarAsync<int>("select round(extract(epoch from not_before - now()) / 50)::int from operations"));
            await world.ExecuteAsync("update operations set not_before = now()");
        }

        Assert.Equal([2, 4, 7, 7], delays);
    }

    [Fact]
    public async Task A_providers_words_of_any_size_and_content_end_the_operation()
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(OperationKind.Create);
        world.Compute.Faults.FailBefore(
            nameof(FakeCompute.StartAsync),
            () => new ProviderException($"No\0 {string.Concat(Enumerable.Repeat("\U0001F600", 100_000))}", isTransient: false));

        await world.RunAsync();

        var failed = await world.FindAsync(operation);
        Assert.Equal(OperationState.Failed, failed.State);
        Assert.StartsWith("No  ", failed.Failure?.Detail, StringComparison.Ordinal);
        Assert.InRange(failed.Failure?.Detail.Length ?? 0, 400, 501);
    }

    [Fact]
    public async Task A_ready_instance_keeps_its_volume_when_the_last_record_cannot_be_saved()
    {
        var world = await WorldAsync(services => services.AddSingleton(
            new RunnerOptions { MaxAttempts = 1, FirstDelay = TimeSpan.Zero, Lease = TimeSpan.FromMinutes(5) }));
        await world.RequestAsync(OperationKind.Create);
        var store = new ForgetfulStore(world.Get<IOperationStore>(), "ready");

        await World.RunAsync(world.Runner(store));

        var instance = (await world.FindAsync()).Instance;
        Assert.Equal(InstanceStatus.Error, instance.Status);
        Assert.NotNull(instance.ProvisionedAt);
        Assert.Single(world.Compute.Volumes);
        var start = await world.RequestAsync(OperationKind.Start);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Start, start);
    }
}
