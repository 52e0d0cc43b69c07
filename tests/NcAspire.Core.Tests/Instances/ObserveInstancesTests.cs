using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Instances;

public sealed class ObserveInstancesTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task One_gateway_with_a_strange_answer_does_not_keep_the_others_from_being_observed()
    {
        var world = await WorldAsync();
        foreach (var slug in (string[])["one", "two", "three"])
        {
            await world.Get<CreateInstance>().ExecuteAsync(world.User, slug, null, World.Somebody, Ct);
        }

        await world.RunAsync();
        await world.ExecuteAsync("update instances set last_health_at = null");
        world.Compute.Faults.FailAfter(nameof(FakeGateway.WhatsAppAsync), () => new InvalidOperationException("strange"));

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);

        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from instances where last_health_at is not null"));
    }

    [Fact]
    public async Task It_writes_down_what_the_gateway_says_of_the_link()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        var observe = world.Get<ObserveInstances>();

        world.Phone.Scan();
        await observe.ExecuteAsync(Ct);
        Assert.Equal(WhatsAppState.Connected, (await world.FindAsync()).Instance.WhatsApp);
        world.Phone.Disconnect();
        await observe.ExecuteAsync(Ct);
        Assert.Equal(WhatsAppState.Reconnecting, (await world.FindAsync()).Instance.WhatsApp);
        world.Phone.RemoveDevice();
        await observe.ExecuteAsync(Ct);

        var instance = (await world.FindAsync()).Instance;
        Assert.Equal(WhatsAppState.LoggedOut, instance.WhatsApp);
        Assert.Null(instance.WhatsAppSelf);
    }

    [Fact]
    public async Task Why_a_link_does_not_work_is_kept_until_it_works()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        world.Phone.Scan();
        (Action Happens, WhatsAppState State, int? Code)[] troubles =
        [
            (() => world.Phone.Disconnect(LinkTroubles.Unavailable), WhatsAppState.Reconnecting, LinkTroubles.Unavailable),
            (() => world.Phone.Disconnect(LinkTroubles.TimedOut), WhatsAppState.Reconnecting, LinkTroubles.TimedOut),
            (world.Phone.Connect, WhatsAppState.Connected, null),
            (() => world.Phone.Disconnect(LinkTroubles.Replaced, forGood: true), WhatsAppState.Replaced, LinkTroubles.Replaced),
            (world.Phone.Connect, WhatsAppState.Connected, null),
            (world.Phone.FallSilent, WhatsAppState.Reconnecting, LinkTroubles.Silent),
        ];

        foreach (var (happens, state, code) in troubles)
        {
            happens();
            await world.Get<ObserveInstances>().ExecuteAsync(Ct);

            var instance = (await world.FindAsync()).Instance;
            Assert.Equal((state, code), (instance.WhatsApp, instance.WhatsAppCode));
            Assert.NotNull(instance.WhatsAppSince);
        }
    }

    [Fact]
    public async Task A_gateway_that_lives_but_does_not_answer_what_it_is_asked_is_restarted_in_the_end()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        var observe = world.Get<ObserveInstances>();
        await world.ExecuteAsync("update instances set last_health_at = now() - interval '3 minutes'");

        world.Compute.Faults.FailAfter(nameof(FakeGateway.WhatsAppAsync), () => new ProviderException("strange", isTransient: false));
        await observe.ExecuteAsync(Ct);
        Assert.Null((await world.FindAsync()).Operation);
        world.Compute.Faults.FailAfter(nameof(FakeGateway.WhatsAppAsync), () => new ProviderException("slow", isTransient: true));
        await observe.ExecuteAsync(Ct);

        Assert.Equal(OperationKind.Restart, (await world.FindAsync()).Operation?.Kind);
    }

    [Fact]
    public async Task A_gateway_that_was_silent_for_long_is_restarted_and_one_that_was_not_is_left_alone()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        world.Gateway.IsSilent = true;
        var observe = world.Get<ObserveInstances>();

        await observe.ExecuteAsync(Ct);
        Assert.Null((await world.FindAsync()).Operation);
        await world.ExecuteAsync("update instances set last_health_at = now() - interval '3 minutes'");
        await observe.ExecuteAsync(Ct);

        Assert.Equal(OperationKind.Restart, (await world.FindAsync()).Operation?.Kind);
    }

    [Fact]
    public async Task A_gateway_that_does_not_run_is_not_called_connected()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        await world.RequestAsync(OperationKind.Stop);

        // Seen after the stop was asked for, and before it was done: the last word must be the stop's.
        await world.ExecuteAsync("update instances set whatsapp_state = 'connected'");
        await world.RunAsync();

        Assert.Equal(WhatsAppState.Reconnecting, (await world.FindAsync()).Instance.WhatsApp);
    }

    [Fact]
    public async Task A_stopped_instance_is_left_alone()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Stop);
        await world.RunAsync();

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);
        await world.RunAsync();

        Assert.Equal(InstanceStatus.Stopped, (await world.FindAsync()).Instance.Status);
    }

    [Fact]
    public async Task Passes_that_overlap_queue_one_start()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        world.Compute.Crash(world.Id);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.Get<ObserveInstances>().ExecuteAsync(Ct)));

        Assert.Equal(1, await world.ScalarAsync<long>("select count(*) from operations where kind = 'start'"));
    }

    [Fact]
    public async Task A_pass_writes_only_the_rows_that_changed()
    {
        var world = await CrowdAsync(20);
        var observe = world.Get<ObserveInstances>();
        await observe.ExecuteAsync(Ct);
        var before = await VersionsAsync(world);

        await observe.ExecuteAsync(Ct);
        Assert.Equal(before, await VersionsAsync(world));

        await world.ExecuteAsync("update instances set last_health_at = now() - interval '31 seconds' where slug = 'crowd-7'");
        before = await VersionsAsync(world);
        await observe.ExecuteAsync(Ct);
        Assert.Single(before.Except(await VersionsAsync(world)));
    }

    [Fact]
    public async Task A_backend_that_is_away_is_asked_a_few_times_and_nothing_is_done_to_its_instances()
    {
        var world = await CrowdAsync(60);
        var before = await VersionsAsync(world);
        var asked = world.Compute.Faults.CountOf(nameof(FakeCompute.InspectAsync));
        world.Compute.IsAway = true;

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);

        // What 16 at once may have begun before the fifth was told.
        Assert.InRange(world.Compute.Faults.CountOf(nameof(FakeCompute.InspectAsync)) - asked, 5, 21);
        Assert.Equal(before, await VersionsAsync(world));
        Assert.Single(world.Log.All, l => l.Text.Contains("asked", StringComparison.Ordinal) && l.Text.Contains("in vain", StringComparison.Ordinal));
        world.Compute.IsAway = false;
    }

    [Fact]
    public async Task A_notice_is_about_one_instance_alone()
    {
        var world = await CrowdAsync(3);
        var asked = world.Compute.Faults.CountOf(nameof(FakeCompute.InspectAsync));

        await world.Get<ObserveInstances>().ExecuteAsync("fake", world.Compute.Machines.Keys.First(), Ct);
        await world.Get<ObserveInstances>().ExecuteAsync("fake", "nc-of-somebody-else", Ct);
        await world.Get<ObserveInstances>().ExecuteAsync("another", world.Compute.Machines.Keys.First(), Ct);

        Assert.Equal(1, world.Compute.Faults.CountOf(nameof(FakeCompute.InspectAsync)) - asked);
    }

    private static async Task<IReadOnlyList<string>> VersionsAsync(World world) =>
        (await world.ScalarAsync<string>("select string_agg(id || ' ' || xmin, ';' order by id) from instances"))?.Split(';') ?? [];

    private async Task<World> CrowdAsync(int count)
    {
        var world = await WorldAsync(services => services
            .AddSingleton(new InstanceOptions { CapPerUser = count })
            .AddSingleton(new CapacityOptions { Overcommit = 10 }));
        for (var i = 0; i < count; i++)
        {
            Assert.IsType<CreateOutcome.Accepted>(
                await world.Get<CreateInstance>().ExecuteAsync(world.User, $"crowd-{i}", null, World.Somebody, Ct));
        }

        await world.RunAsync();
        return world;
    }
}
