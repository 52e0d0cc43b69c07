using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Workflows;

/// <summary>The ways in which a gateway does not come up, and what its owner is told.</summary>
public sealed class StartFailureTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task A_refused_configuration_is_repaired_once()
    {
        var world = await WorldAsync();
        world.Compute.ExitCodeOfStart = start => start is 1 ? 78 : null;
        var operation = await world.RequestAsync(OperationKind.Create);

        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Create, operation);
        Assert.Equal(1, world.Compute.Faults.CountOf(nameof(FakeCompute.ExecAsync)));
        Assert.Equal(2, world.Compute.Machines.Single().Value.Starts);
    }

    [Fact]
    public async Task A_configuration_that_stays_refused_is_not_repaired_again()
    {
        var failure = await FailAsync(FailureKind.ConfigRefused, world => world.Compute.ExitCodeOfStart = _ => 78);

        Assert.Contains("log", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_went_down_with_the_whole_stack_is_started_again_when_the_work_is_resumed()
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(OperationKind.Create);
        world.Phone.IsGatewayReady = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = world.Get<OperationRunner>().RunNextAsync(stop.Token);
        await Eventually.TrueAsync(async () => (await world.FindAsync()).Operation?.Step is "ready", Ct);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        world.Compute.Crash(world.Id);
        world.Phone.IsGatewayReady = true;

        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Create, operation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    [InlineData(143)]
    public async Task A_gateway_that_something_else_ended_while_it_started_is_started_again(int exitCode)
    {
        var world = await WorldAsync();
        world.Compute.ExitCodeOfStart = start => start is 1 ? exitCode : null;
        var operation = await world.RequestAsync(OperationKind.Create);

        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Create, operation);
        Assert.Equal(2, world.Compute.Machines.Single().Value.Starts);
    }

    [Fact]
    public async Task A_gateway_that_something_ends_at_every_start_is_given_up()
    {
        var failure = await FailAsync(FailureKind.ProviderFault, world => world.Compute.ExitCodeOfStart = _ => 143);

        Assert.Contains("ended from outside", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_is_told_with_its_code()
    {
        var failure = await FailAsync(FailureKind.GatewayExited, world => world.Compute.ExitCodeOfStart = _ => 3);

        Assert.Contains("exit code 3", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lack_of_memory_is_told_with_the_limit()
    {
        var failure = await FailAsync(FailureKind.OutOfMemory, world =>
        {
            world.Compute.ExitCodeOfStart = _ => 137;
            world.Compute.IsShortOfMemory = true;
        });

        Assert.Equal("The gateway ran out of memory (limit 1.5 GiB)", failure.Title);
    }

    [Fact]
    public async Task A_gateway_that_never_gets_ready_is_given_up_at_the_start_gate() =>
        await FailAsync(FailureKind.StartTimeout, world => world.Phone.IsGatewayReady = false, TimeSpan.FromMilliseconds(60));

    [Fact]
    public async Task A_lost_volume_is_told_and_never_replaced()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        world.Compute.LoseVolume(world.Id);

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);
        await world.RunAsync();

        var instance = (await world.FindAsync()).Instance;
        Assert.Equal(InstanceStatus.Error, instance.Status);
        Assert.Equal(FailureKind.VolumeLost, instance.Failure?.Kind);
        Assert.Empty(world.Compute.Volumes);
        await world.RequestAsync(OperationKind.Start);
        await world.RunAsync();
        Assert.Equal(FailureKind.VolumeLost, (await world.FindAsync()).Instance.Failure?.Kind);
        Assert.Empty(world.Compute.Volumes);

        var deletion = await world.RequestAsync(OperationKind.Delete);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Delete, deletion);
    }

    [Fact]
    public async Task A_lost_machine_is_made_again_on_the_old_volume()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        world.Compute.Volumes.Single().Value.Files["memory"] = "what the owner told it";
        world.Compute.LoseMachine(world.Id);

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);
        await world.RunAsync();

        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
        Assert.Equal(MachinePhase.Running, world.Compute.Machines.Single().Value.Phase);
        Assert.True(world.Compute.Volumes.Single().Value.Files.ContainsKey("memory"));
    }

    private async Task<Failure> FailAsync(FailureKind kind, Action<World> arrange, TimeSpan? gate = null)
    {
        var world = await WorldAsync(services => services.AddSingleton(new MachineOptions
        {
            ProbeInterval = TimeSpan.FromMilliseconds(5),
            StartGate = gate ?? TimeSpan.FromSeconds(60),
        }));
        var operation = await world.RequestAsync(OperationKind.Create);
        arrange(world);

        await world.RunAsync();

        var failure = (await world.FindAsync()).Instance.Failure;
        Assert.NotNull(failure);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(failure, (await world.FindAsync(operation)).Failure);
        Assert.Equal(InstanceStatus.Error, (await world.FindAsync()).Instance.Status);
        Assert.InRange(world.Compute.Faults.CountOf(nameof(FakeCompute.ExecAsync)), 0, 1);
        Assert.Empty(world.Compute.Machines);
        Assert.Empty(world.Compute.Volumes);

        // Nothing is lost: what its owner is told to do works once the reason is gone.
        world.Compute.ExitCodeOfStart = _ => null;
        world.Phone.IsGatewayReady = true;
        var start = await world.RequestAsync(OperationKind.Start);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Start, start);
        return failure;
    }
}
