using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Instances;

public sealed class DriftTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task Drift_is_told_and_never_mended_by_itself()
    {
        var world = await RunningAsync();
        world.Compute.Drift(world.Id, "It may write to its root file system.", "It has 4 GiB.");

        await ObserveAsync(world);
        await ObserveAsync(world);
        await world.RunAsync();

        var found = await world.FindAsync();
        Assert.Equal(["It may write to its root file system.", "It has 4 GiB."], found.Instance.Drift);
        Assert.Null(found.Operation);
        Assert.Equal(1, world.Compute.Machines.Single().Value.Starts);

        world.Compute.Drift(world.Id);
        await ObserveAsync(world);
        Assert.Empty((await world.FindAsync()).Instance.Drift);
    }

    [Fact]
    public async Task A_repair_makes_the_machine_anew_and_keeps_what_is_stored()
    {
        var world = await RunningAsync();
        world.Compute.Volumes.Single().Value.Files["credentials/creds.json"] = "the link";
        world.Compute.Drift(world.Id, "It has 4 GiB.");
        await ObserveAsync(world);
        var old = world.Compute.Machines.Single().Value;

        var repair = await world.RequestAsync(OperationKind.Repair);
        await world.RunAsync();

        await world.AssertDoneAsync(OperationKind.Repair, repair);
        Assert.NotSame(old, world.Compute.Machines.Single().Value);
        Assert.Equal("the link", world.Compute.Volumes.Single().Value.Files["credentials/creds.json"]);

        // Seen with the first look at the new machine, not with the next pass.
        Assert.Empty((await world.FindAsync()).Instance.Drift);
    }

    [Fact]
    public async Task A_repair_never_replaces_a_lost_volume()
    {
        var world = await RunningAsync();
        world.Compute.LoseVolume(world.Id);

        await world.RequestAsync(OperationKind.Repair);
        await world.RunAsync();

        Assert.Equal(FailureKind.VolumeLost, (await world.FindAsync()).Instance.Failure?.Kind);
        Assert.Empty(world.Compute.Volumes);
    }

    [Fact]
    public async Task A_failed_instance_can_be_repaired_and_a_stopped_one_cannot()
    {
        var world = await RunningAsync();
        await world.RequestAsync(OperationKind.Stop);
        await world.RunAsync();
        Assert.IsType<ChangeOutcome.WrongStatus>(await world.ChangeAsync(OperationKind.Repair));

        await world.ExecuteAsync(
            "update instances set status = 'error', failure_kind = 'crash-loop', failure_title = 'a', failure_detail = 'b'");
        var repair = await world.RequestAsync(OperationKind.Repair);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Repair, repair);
    }

    [Fact]
    public async Task A_flood_of_drift_is_cut()
    {
        var world = await RunningAsync();
        world.Compute.Drift(world.Id, [.. Enumerable.Repeat(new string('x', 10_000), 100)]);

        await ObserveAsync(world);
        var before = await RowAsync(world);
        await ObserveAsync(world);

        var drift = (await world.FindAsync()).Instance.Drift;
        Assert.Equal(20, drift.Count);
        Assert.All(drift, sentence => Assert.Equal(301, sentence.Length));
        Assert.Equal(before, await RowAsync(world));
    }

    private static Task ObserveAsync(World world) => world.Get<ObserveInstances>().ExecuteAsync(Ct);

    private static Task<string?> RowAsync(World world) => world.ScalarAsync<string>("select xmin::text from instances");

    private async Task<World> RunningAsync()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        return world;
    }
}
