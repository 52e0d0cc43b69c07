using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Orphans;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Orphans;

public sealed class SweepOrphansTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task What_an_instance_of_any_status_has_is_never_touched()
    {
        var world = await CrowdAsync(3);
        await world.ExecuteAsync("update instances set status = 'stopped', desired_state = 'stopped' where slug = 'crowd-0'");
        await world.ExecuteAsync(
            """
            update instances set status = 'error', failure_kind = 'crash-loop', failure_title = 'a', failure_detail = 'b' where slug = 'crowd-1'
            """);

        await SweepAsync(world);
        await AgeAsync(world, "30 days");
        await SweepAsync(world);

        Assert.Empty(await ListAsync(world));
        Assert.Equal((3, 3), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
    }

    [Fact]
    public async Task A_machine_goes_after_a_short_grace_and_its_volume_after_a_long_one()
    {
        var world = await CrowdAsync(4);
        var lost = InstanceId.New(TimeProvider.System);
        world.Compute.Leave(lost, Now);

        await SweepAsync(world);
        Assert.Equal([OwnedResourceKind.Machine, OwnedResourceKind.Volume], (await ListAsync(world)).Select(o => o.Kind));
        await AgeAsync(world, "14 minutes");
        await SweepAsync(world);
        Assert.Equal(5, world.Compute.Machines.Count);

        await AgeAsync(world, "2 minutes");
        await SweepAsync(world);
        Assert.Equal((4, 5), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        await AgeAsync(world, "6 days 23 hours");
        await SweepAsync(world);
        Assert.Equal(5, world.Compute.Volumes.Count);

        await AgeAsync(world, "1 hour");
        await SweepAsync(world);
        Assert.Equal(4, world.Compute.Volumes.Count);
        Assert.Empty(await ListAsync(world));
        Assert.Equal(
            [$"fake machine {InstanceNames.Machine(lost)}", $"fake volume {InstanceNames.Volume(lost)}"], await RemovedAsync(world));
    }

    [Fact]
    public async Task A_volume_never_goes_before_its_machine()
    {
        var world = await CrowdAsync(4);
        world.Compute.Leave(InstanceId.New(TimeProvider.System), Now);
        await SweepAsync(world);
        await AgeAsync(world, "8 days");
        world.Compute.Faults.FailBefore(nameof(FakeCompute.DeleteAsync), () => new ProviderException("It is busy.", isTransient: true));

        await SweepAsync(world);

        Assert.Equal((5, 5), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        Assert.Equal(
            ["It is busy.", "Its machine is still there; the volume goes after it."], (await ListAsync(world)).Select(o => o.HeldBack));
        Assert.Empty(await RemovedAsync(world));

        await SweepAsync(world);
        Assert.Equal((4, 4), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        Assert.Equal(2, (await RemovedAsync(world)).Count);
    }

    [Fact]
    public async Task What_got_an_owner_again_is_forgotten()
    {
        var world = await CrowdAsync(4);
        await world.ExecuteAsync("create table away as select * from instances where slug = 'crowd-0'; delete from instances where slug = 'crowd-0'");
        await SweepAsync(world);
        Assert.Equal(2, (await ListAsync(world)).Count);
        await AgeAsync(world, "14 minutes");

        await world.ExecuteAsync("insert into instances select * from away");
        await SweepAsync(world);
        Assert.Empty(await ListAsync(world));
        await world.ExecuteAsync("delete from instances where slug = 'crowd-0'");
        await SweepAsync(world);
        await AgeAsync(world, "14 minutes");
        await SweepAsync(world);

        Assert.Equal(4, world.Compute.Machines.Count);
        Assert.Empty(await RemovedAsync(world));
    }

    [Fact]
    public async Task An_owner_that_comes_back_in_the_last_moment_keeps_his_data()
    {
        var world = await CrowdAsync(4);
        await world.ExecuteAsync("create table away as select * from instances where slug = 'crowd-0'; delete from instances where slug = 'crowd-0'");
        await SweepAsync(world);
        await AgeAsync(world, "8 days");
        var doomed = await ListAsync(world);
        await world.ExecuteAsync("insert into instances select * from away");

        foreach (var orphan in doomed)
        {
            Assert.False(await world.Get<IOrphanStore>().ClaimAsync(orphan, TimeSpan.FromMinutes(1), Ct));
        }
    }

    [Fact]
    public async Task While_an_operation_is_open_all_with_its_label_is_somebodys()
    {
        var world = await CrowdAsync(2);
        world.Compute.LeaveVolume(InstanceId.New(TimeProvider.System), "nobodys-copy");
        var busy = world.Compute.Machines.Values.First().Spec.Instance;
        world.Compute.LeaveVolume(busy, "copy-of-the-operator");
        await world.ExecuteAsync("delete from instances where id = @Id", new { Id = busy.Value });
        await world.ExecuteAsync("update operations set state = 'running', finished_at = null where instance_id = @Id", new { Id = busy.Value });

        await SweepAsync(world);

        Assert.Equal(["nobodys-copy"], (await ListAsync(world)).Select(o => o.Name));
    }

    [Fact]
    public async Task A_volume_with_another_name_stays_as_long_as_its_instance_lives()
    {
        var world = await CrowdAsync(2);
        world.Compute.LeaveVolume(world.Compute.Machines.Values.First().Spec.Instance, "copy-of-the-operator");

        await SweepAsync(world);

        Assert.Empty(await ListAsync(world));
    }

    [Fact]
    public async Task A_network_that_nobody_uses_goes_like_a_machine()
    {
        var world = await CrowdAsync(1);
        world.Compute.LeaveNetwork("nc-old");

        await SweepAsync(world);
        await AgeAsync(world, "15 minutes");
        await SweepAsync(world);

        Assert.Empty(world.Compute.Networks);
        Assert.Equal(["fake network nc-old"], await RemovedAsync(world));
    }

    [Fact]
    public async Task A_database_that_lost_its_instances_deletes_nobodys_data()
    {
        var world = await CrowdAsync(3);
        await world.ExecuteAsync("delete from instances");

        await SweepAsync(world);
        await AgeAsync(world, "30 days");
        await SweepAsync(world);
        await SweepAsync(world);

        Assert.Equal((3, 3), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        Assert.All(await ListAsync(world), o => Assert.Contains("looks like a wrong database", o.HeldBack, StringComparison.Ordinal));
        Assert.Single(world.Log.All, l =>
            l.Level is Microsoft.Extensions.Logging.LogLevel.Error && l.Text.Contains("wrong database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_database_beside_old_resources_deletes_nothing()
    {
        var world = await WorldAsync();
        world.Compute.Leave(InstanceId.New(TimeProvider.System), Now.AddDays(-2));

        await SweepAsync(world);
        await AgeAsync(world, "30 days");
        await SweepAsync(world);

        Assert.Single(world.Compute.Volumes);
        Assert.Single(world.Compute.Machines);
    }

    [Fact]
    public async Task A_database_that_is_right_again_lets_go_of_what_was_held_back()
    {
        var world = await CrowdAsync(4);
        await world.ExecuteAsync("create table away as select * from instances; delete from instances");
        await SweepAsync(world);
        await AgeAsync(world, "30 days");
        await SweepAsync(world);

        await world.ExecuteAsync("insert into instances select * from away where slug <> 'crowd-0'");
        await SweepAsync(world);

        // The time of the doubt does not count.
        Assert.Equal((4, 4), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        Assert.All(await ListAsync(world), orphan => Assert.Null(orphan.HeldBack));

        await AgeAsync(world, "30 days");
        await SweepAsync(world);
        Assert.Equal((3, 3), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        Assert.Empty(await ListAsync(world));
    }

    [Fact]
    public async Task A_backend_that_does_not_tell_what_it_has_keeps_its_list()
    {
        var world = await CrowdAsync(4);
        world.Compute.Leave(InstanceId.New(TimeProvider.System), Now);
        await SweepAsync(world);
        var before = await ListAsync(world);
        await AgeAsync(world, "1 hour");
        world.Compute.IsAway = true;

        await SweepAsync(world);

        world.Compute.IsAway = false;
        Assert.Equal(before.Select(o => o.Name), (await ListAsync(world)).Select(o => o.Name));
    }

    [Fact]
    public async Task Many_passes_at_once_remove_and_audit_once()
    {
        var world = await CrowdAsync(8);
        for (var i = 0; i < 3; i++)
        {
            world.Compute.Leave(InstanceId.New(TimeProvider.System), Now);
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => SweepAsync(world), Ct)));
        Assert.Equal(6, (await ListAsync(world)).Count);
        await AgeAsync(world, "8 days");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => SweepAsync(world), Ct)));
        await SweepAsync(world);

        Assert.Equal((8, 8), (world.Compute.Machines.Count, world.Compute.Volumes.Count));
        Assert.Empty(await ListAsync(world));
        var removed = await RemovedAsync(world);
        Assert.Equal(6, removed.Count);
        Assert.Equal(6, removed.Distinct().Count());
    }

    [Fact]
    public async Task A_pass_that_died_after_a_removal_is_made_up_for_in_the_audit_log()
    {
        var world = await CrowdAsync(4);
        var lost = InstanceId.New(TimeProvider.System);
        world.Compute.Leave(lost, Now);
        await SweepAsync(world);
        await AgeAsync(world, "1 hour");
        var machine = (await ListAsync(world)).Single(o => o.Kind is OwnedResourceKind.Machine);

        Assert.True(await world.Get<IOrphanStore>().ClaimAsync(machine, TimeSpan.FromMinutes(15), Ct));
        Assert.False(await world.Get<IOrphanStore>().ClaimAsync(machine, TimeSpan.FromMinutes(15), Ct));
        await world.Compute.DeleteAsync(machine.Name, Ct);
        await SweepAsync(world);

        Assert.Equal([$"fake machine {machine.Name}"], await RemovedAsync(world));
        Assert.Equal([OwnedResourceKind.Volume], (await ListAsync(world)).Select(o => o.Kind));
    }

    [Fact]
    public async Task What_somebody_else_removed_is_forgotten_without_a_word()
    {
        var world = await CrowdAsync(4);
        var lost = InstanceId.New(TimeProvider.System);
        world.Compute.Leave(lost, Now);
        await SweepAsync(world);

        world.Compute.LoseVolume(lost);
        await SweepAsync(world);

        Assert.Empty(await ListAsync(world));
        Assert.Empty(await RemovedAsync(world));
    }

    [Fact]
    public async Task A_deletion_leaves_nothing_for_a_sweep()
    {
        var world = await WorldAsync();
        var deletion = await world.RequestAsync(OperationKind.Delete);
        await world.RunAsync();
        await world.AssertDoneAsync(OperationKind.Delete, deletion);

        await SweepAsync(world);

        Assert.Empty(await ListAsync(world));
    }

    private static Task SweepAsync(World world) => world.Get<SweepOrphans>().ExecuteAsync(Ct);

    private static Task<IReadOnlyList<Orphan>> ListAsync(World world) => world.Get<IOrphanStore>().ListAsync(Ct);

    /// <summary>Lets time pass for what is known to be nobody's.</summary>
    private static Task AgeAsync(World world, string by) =>
        world.ExecuteAsync("update orphans set first_seen_at = first_seen_at - @by::interval", new { by });

    private static async Task<IReadOnlyList<string>> RemovedAsync(World world) =>
        (await world.ScalarAsync<string>(
            """
            select string_agg(detail, ';' order by detail) from audit_log
            where action = 'orphan.remove' and user_id is null and address is null
            """))?.Split(';') ?? [];

    private async Task<World> CrowdAsync(int count)
    {
        var world = await WorldAsync(services => services.AddSingleton(new InstanceOptions { CapPerUser = count }));
        for (var i = 0; i < count; i++)
        {
            Assert.IsType<CreateOutcome.Accepted>(
                await world.Get<CreateInstance>().ExecuteAsync(world.User, $"crowd-{i}", null, World.Somebody, Ct));
        }

        await world.RunAsync();
        return world;
    }
}
