using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Workflows;

/// <summary>What must hold for every workflow there is, and for every one to come.</summary>
public sealed class EveryWorkflowTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    public static TheoryData<OperationKind, string> Steps
    {
        get
        {
            var data = new TheoryData<OperationKind, string>();
            foreach (var kind in Enum.GetValues<OperationKind>())
            {
                foreach (var step in AllWorkflows.Catalog.For(kind).Steps)
                {
                    data.Add(kind, step.Name);
                }
            }

            return data;
        }
    }

    public static TheoryData<OperationKind, bool> KindsAndTimes
    {
        get
        {
            var data = new TheoryData<OperationKind, bool>();
            foreach (var kind in Enum.GetValues<OperationKind>())
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AllWorkflows.Kinds), MemberType = typeof(AllWorkflows))]
    public async Task It_ends_well_when_nothing_goes_wrong(OperationKind kind)
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(kind);

        await world.RunAsync();

        await world.AssertDoneAsync(kind, operation);
        Assert.Equal(1, (await world.FindAsync(operation)).Attempts);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_step_whose_record_was_lost_is_repeated_and_those_before_it_are_not(OperationKind kind, string step)
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(kind);
        var first = new MortalStore(world.Get<IOperationStore>()) { DiesBeforeSaving = step };
        await Assert.ThrowsAsync<CrashException>(() => world.Runner(first).RunNextAsync(Ct));
        await world.ExpireLeasesAsync();

        var second = new MortalStore(world.Get<IOperationStore>());
        await World.RunAsync(world.Runner(second));

        await world.AssertDoneAsync(kind, operation);
        var names = AllWorkflows.Catalog.For(kind).Steps.Select(s => s.Name).ToList();
        Assert.Equal(names[..(names.IndexOf(step) + 1)], first.Begun);
        Assert.Equal(names[names.IndexOf(step)..], second.Begun);
    }

    [Theory]
    [MemberData(nameof(KindsAndTimes))]
    public async Task A_transient_fault_at_any_call_only_delays_it(OperationKind kind, bool after) =>
        await AtEachCallAsync(kind, after, isTransient: true, (world, operation) => world.AssertDoneAsync(kind, operation));

    [Theory]
    [MemberData(nameof(KindsAndTimes))]
    public async Task A_definite_fault_at_any_call_leaves_nothing_half_done(OperationKind kind, bool after) =>
        await AtEachCallAsync(kind, after, isTransient: false, async (world, operation) =>
        {
            var failed = await world.FindAsync(operation);
            Assert.Equal(OperationState.Failed, failed.State);
            Assert.Equal("The disk is full.", failed.Failure?.Detail);
            var instance = (await world.FindAsync()).Instance;
            Assert.Equal(kind is OperationKind.Configure ? InstanceStatus.Running : InstanceStatus.Error, instance.Status);
            Assert.Equal(failed.Failure, instance.Failure);

            if (kind is OperationKind.Create)
            {
                Assert.Empty(world.Compute.Volumes);
                Assert.Null(instance.ProvisionedAt);
            }
            else if (kind is not OperationKind.Delete)
            {
                Assert.Single(world.Compute.Volumes);
            }

            if (kind is OperationKind.Create or OperationKind.Start or OperationKind.Restart or OperationKind.Repair)
            {
                Assert.Empty(world.Compute.Machines);
            }

            await MendAsync(world, kind);
        });

    [Theory]
    [InlineData(OperationKind.Create)]
    [InlineData(OperationKind.Start)]
    [InlineData(OperationKind.Restart)]
    [InlineData(OperationKind.Repair)]
    public async Task A_crash_in_mid_undo_goes_on_undoing(OperationKind kind)
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(kind);
        var first = new MortalStore(world.Get<IOperationStore>());
        world.Compute.Faults.FailBefore(nameof(FakeCompute.StartAsync), () =>
        {
            // From now on only: a repair removes a machine before, as one of its steps.
            world.Compute.Faults.FailBefore(nameof(FakeCompute.DeleteAsync), () =>
            {
                first.IsDead = true;
                return new CrashException();
            });
            return Full();
        });
        await Assert.ThrowsAsync<CrashException>(() => world.Runner(first).RunNextAsync(Ct));
        Assert.Single(world.Compute.Machines);
        await world.ExpireLeasesAsync();

        var second = new MortalStore(world.Get<IOperationStore>());
        await World.RunAsync(world.Runner(second));

        Assert.Equal(["undo"], second.Begun);
        var failed = await world.FindAsync(operation);
        Assert.Equal(OperationState.Failed, failed.State);
        Assert.Equal("The disk is full.", failed.Failure?.Detail);
        Assert.Empty(world.Compute.Machines);
        Assert.Equal(kind is OperationKind.Create ? 0 : 1, world.Compute.Volumes.Count);
    }

    [Fact]
    public async Task A_fault_in_the_undo_is_tried_again_and_does_not_hide_the_reason()
    {
        var world = await WorldAsync();
        var operation = await world.RequestAsync(OperationKind.Create);
        world.Compute.Faults.FailBefore(nameof(FakeCompute.StartAsync), Full);
        world.Compute.Faults.FailBefore(nameof(FakeCompute.DeleteVolumeAsync), () => new ProviderException("Busy.", isTransient: true), 5);

        await world.RunAsync();

        var failed = await world.FindAsync(operation);
        Assert.Equal(OperationState.Failed, failed.State);
        Assert.Equal("The disk is full.", failed.Failure?.Detail);
        Assert.Empty(world.Compute.Volumes);
    }

    private static ProviderException Full() => new("The disk is full.", isTransient: false);

    private async Task AtEachCallAsync(
        OperationKind kind, bool after, bool isTransient, Func<World, OperationId, Task> assert)
    {
        var calls = 0;
        for (var happened = true; happened; calls++)
        {
            var world = await WorldAsync();
            var operation = await world.RequestAsync(kind);
            world.Compute.Faults.FailAt(calls, after, () => new ProviderException("The disk is full.", isTransient));
            await world.RunAsync();

            happened = world.Compute.Faults.AllHappened;
            world.Compute.Faults.Clear();
            if (happened)
            {
                await assert(world, operation);
            }
            else
            {
                await world.AssertDoneAsync(kind, operation);
            }
        }

        Assert.True(calls > 1, "No call was hit.");
    }

    // What its owner would do next.
    private static async Task MendAsync(World world, OperationKind kind)
    {
        if (kind is OperationKind.Configure or OperationKind.Delete)
        {
            var again = await world.RequestAsync(kind);
            await world.RunAsync();
            await world.AssertDoneAsync(kind, again);
            return;
        }

        var start = await world.RequestAsync(OperationKind.Start);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Start, start);
        var deletion = await world.RequestAsync(OperationKind.Delete);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Delete, deletion);
    }
}
