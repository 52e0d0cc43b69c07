using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Compute;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Hosts;

/// <summary>Who is let in while memory is short.</summary>
public sealed class CapacityTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(16, 2, 1.0, 14)]
    [InlineData(16, 2, 1.5, 21)]
    [InlineData(16, 2, 0.5, 7)]
    [InlineData(1, 2, 1.0, 0)]
    public void A_host_keeps_its_reserve_and_the_rest_is_promised(int host, int reserve, double overcommit, int limit) =>
        Assert.Equal(limit * GiB, new Admission(reserve * GiB, overcommit).LimitOf(host * GiB));

    [Fact]
    public async Task The_instance_that_does_not_fit_is_refused_and_leaves_nothing_behind()
    {
        var world = await WorldOfAsync(fits: 2);
        await CreateAsync(world, "one");
        await CreateAsync(world, "two");

        var refused = Assert.IsType<CreateOutcome.NoCapacity>(await TryCreateAsync(world, world.User, "three"));

        Assert.Equal(CapacityShortage.Full, refused.Why);
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from instances"));
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from operations"));
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from audit_log where action = 'instance.create'"));
    }

    [Fact]
    public async Task Parallel_creations_of_many_users_end_exactly_at_what_fits()
    {
        var world = await WorldOfAsync(fits: 3);
        var users = new List<UserId>();
        for (var i = 0; i < 12; i++)
        {
            var user = UserId.New(TimeProvider.System);
            await world.Get<IAccountStore>().AddUserAsync(new User(user, $"{user}@example.org", "hash", TimeProvider.System.GetUtcNow()), Ct);
            users.Add(user);
        }

        var outcomes = await Task.WhenAll(users.Select((user, i) => Task.Run(() => TryCreateAsync(world, user, $"race-{i}"), Ct)));

        Assert.Equal(3, outcomes.OfType<CreateOutcome.Accepted>().Count());
        Assert.All(outcomes.Where(o => o is not CreateOutcome.Accepted), o => Assert.IsType<CreateOutcome.NoCapacity>(o));
    }

    [Fact]
    public async Task Parallel_starts_end_exactly_at_what_fits()
    {
        var world = await WorldOfAsync(fits: 8);
        var slugs = Enumerable.Range(0, 8).Select(i => $"race-{i}").ToList();
        foreach (var slug in slugs)
        {
            await CreateAsync(world, slug);
        }

        await world.RunAsync();
        foreach (var slug in slugs)
        {
            await world.Get<ChangeInstance>().StopAsync(world.User, SlugOf(slug), World.Somebody, Ct);
        }

        await world.RunAsync();
        await world.ExecuteAsync("update hosts set memory_bytes = @Bytes", new { Bytes = Memory(fits: 3) });

        var outcomes = await Task.WhenAll(slugs.Select(slug => Task.Run(
            () => world.Get<ChangeInstance>().StartAsync(world.User, SlugOf(slug), World.Somebody, Ct), Ct)));

        Assert.Equal(3, outcomes.OfType<ChangeOutcome.Accepted>().Count());
        Assert.All(
            outcomes.Where(o => o is not ChangeOutcome.Accepted),
            o => Assert.Equal(CapacityShortage.Full, Assert.IsType<ChangeOutcome.NoRoom>(o).Why));
        await world.RunAsync();
        Assert.Equal(3, world.Compute.Machines.Values.Count(m => m.Phase is MachinePhase.Running));
    }

    [Fact]
    public async Task Whatever_happens_at_once_nobody_waits_in_a_circle_and_no_more_fit_than_do()
    {
        var world = await WorldOfAsync(fits: 4);
        foreach (var number in Enumerable.Range(0, 4))
        {
            await CreateAsync(world, $"old-{number}");
        }

        await world.RunAsync();
        var change = world.Get<ChangeInstance>();
        var all = Enumerable.Range(0, 60).Select(i => Task.Run<object?>(async () => (i % 6) switch
        {
            0 => await TryCreateAsync(world, world.User, $"new-{i}"),
            1 => await change.StopAsync(world.User, SlugOf($"old-{i % 4}"), World.Somebody, Ct),
            2 => await change.StartAsync(world.User, SlugOf($"old-{i % 4}"), World.Somebody, Ct),
            3 => await world.Get<OperationRunner>().RunNextAsync(Ct),
            4 => await change.DeleteAsync(world.User, SlugOf($"new-{i - 4}"), World.Somebody, Ct),
            _ => await world.Get<RefreshHosts>().ExecuteAsync(world.Compute, Ct),
        }, Ct));

        await Task.WhenAll(all);
        await world.RunAsync();

        var status = Assert.Single(await world.Get<ListHosts>().ExecuteAsync(Ct));
        Assert.InRange(status.Host?.ReservedBytes ?? 0, 0, status.LimitBytes ?? 0);
        Assert.InRange(world.Compute.Machines.Values.Count(m => m.Phase is MachinePhase.Running), 0, 4);
    }

    [Fact]
    public async Task A_stopped_instance_makes_room_and_takes_it_again_only_while_there_is_some()
    {
        var world = await WorldOfAsync(fits: 1);
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        Assert.IsType<CreateOutcome.NoCapacity>(await TryCreateAsync(world, world.User, "second"));

        await world.RequestAsync(OperationKind.Stop);
        await world.RunAsync();
        await CreateAsync(world, "second");

        Assert.Equal(CapacityShortage.Full, Assert.IsType<ChangeOutcome.NoRoom>(await world.ChangeAsync(OperationKind.Start)).Why);
        var stopped = await world.FindAsync();
        Assert.Equal(DesiredState.Stopped, stopped.Instance.Desired);
        Assert.Null(stopped.Operation);
    }

    [Theory]
    [InlineData(OperationKind.Restart)]
    [InlineData(OperationKind.Repair)]
    [InlineData(OperationKind.Configure)]
    public async Task What_has_its_place_keeps_it_when_the_host_gets_smaller(OperationKind kind)
    {
        var world = await WorldOfAsync(fits: 1);
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await world.ExecuteAsync("update hosts set memory_bytes = 0");

        var operation = await world.RequestAsync(kind);
        await world.RunAsync();

        await world.AssertDoneAsync(kind, operation);
    }

    [Fact]
    public async Task A_gateway_that_died_is_started_again_on_a_host_that_got_smaller()
    {
        var world = await WorldOfAsync(fits: 1);
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await world.ExecuteAsync("update hosts set memory_bytes = 0");
        world.Compute.Crash(world.Id);

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);
        await world.RunAsync();

        Assert.Equal(InstanceStatus.Running, (await world.FindAsync()).Instance.Status);
    }

    [Fact]
    public async Task An_instance_in_error_gives_its_place_up_and_has_to_fit_again()
    {
        var world = await WorldOfAsync(fits: 1);
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await world.ExecuteAsync(
            "update instances set status = 'error', failure_kind = 'crash-loop', failure_title = 'a', failure_detail = 'b'");

        await CreateAsync(world, "second");

        Assert.IsType<ChangeOutcome.NoRoom>(await world.ChangeAsync(OperationKind.Start));
        Assert.IsType<ChangeOutcome.NoRoom>(await world.ChangeAsync(OperationKind.Repair));
    }

    [Fact]
    public async Task The_memory_an_instance_was_made_with_is_what_its_machine_gets()
    {
        var world = await WorldOfAsync(fits: 3);
        await world.RequestAsync(OperationKind.Create);
        await world.ExecuteAsync("update instances set memory_bytes = @Bytes", new { Bytes = 3 * GiB });

        await world.RunAsync();

        Assert.Equal(3 * GiB, world.Compute.Machines.Single().Value.Spec.MemoryBytes);
        Assert.Equal(3 * GiB, (await world.FindAsync()).Instance.MemoryBytes);
    }

    [Fact]
    public async Task A_backend_that_never_told_what_it_has_is_asked_once_and_refused_when_it_is_away()
    {
        var world = await WorldOfAsync(fits: 1);
        world.Compute.IsAway = true;
        var away = Assert.IsType<CreateOutcome.NoCapacity>(await TryCreateAsync(world, world.User, "one"));
        world.Compute.IsAway = false;

        Assert.Equal(CapacityShortage.Unreachable, away.Why);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from instances"));
        await CreateAsync(world, "one");
    }

    [Fact]
    public async Task A_backend_that_limits_no_memory_takes_everybody()
    {
        var world = await WorldOfAsync(fits: 0);
        world.Compute.Capabilities = world.Compute.Capabilities with { ReservesMemory = false };

        await CreateAsync(world, "one");
        await CreateAsync(world, "two");

        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from hosts"));
    }

    [Fact]
    public async Task Operators_see_what_a_host_has_and_what_it_still_takes()
    {
        var world = await WorldOfAsync(fits: 4);
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await CreateAsync(world, "second");
        await world.RunAsync();
        await world.RequestAsync(OperationKind.Stop);
        await world.RunAsync();

        var status = Assert.Single(await world.Get<ListHosts>().ExecuteAsync(Ct));

        Assert.Equal(("fake", 6 * GiB, 3, true), (status.Provider, status.LimitBytes, status.Fits, status.Answers));
        Assert.Equal((1536L << 20, 1, 1), (status.Host?.ReservedBytes, status.Host?.Running, status.Host?.Stopped));
        Assert.Equal(world.Compute.Capacity, status.Host?.Capacity);

        await world.ExecuteAsync("update hosts set seen_at = now() - interval '2 minutes', memory_bytes = 0");
        var late = Assert.Single(await world.Get<ListHosts>().ExecuteAsync(Ct));
        Assert.Equal((false, 0), (late.Answers, late.Fits));
    }

    [Fact]
    public async Task Operators_see_a_backend_that_never_told()
    {
        var world = await WorldOfAsync(fits: 1);
        world.Compute.IsAway = true;
        await world.Get<RefreshHosts>().ExecuteAsync(Ct);

        var status = Assert.Single(await world.Get<ListHosts>().ExecuteAsync(Ct));

        Assert.Equal(new HostStatus("fake", null, null, null, Answers: false), status);
        world.Compute.IsAway = false;
    }

    private static long Memory(int fits) => (2 * GiB) + (fits * (1536L << 20));

    private static Slug SlugOf(string text) => Slug.TryParse(text) ?? throw new ArgumentException(text);

    private static Task<CreateOutcome> TryCreateAsync(World world, UserId user, string slug) =>
        world.Get<CreateInstance>().ExecuteAsync(user, slug, null, World.Somebody, Ct);

    private static async Task CreateAsync(World world, string slug) =>
        Assert.IsType<CreateOutcome.Accepted>(await TryCreateAsync(world, world.User, slug));

    private async Task<World> WorldOfAsync(int fits)
    {
        var world = await WorldAsync(services => services.AddSingleton(new InstanceOptions { CapPerUser = 100 }));
        world.Compute.Capacity = world.Compute.Capacity with { MemoryBytes = Memory(fits) };
        return world;
    }
}
