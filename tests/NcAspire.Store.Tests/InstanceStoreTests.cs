using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Channels;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class InstanceStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    [Fact]
    public async Task An_added_instance_is_creating_with_its_create_operation_and_audit_row()
    {
        var user = await AddUserAsync();
        var wanted = New(user, "ada");

        var added = Assert.IsType<AddOutcome.Added>(await Instances.AddAsync(wanted, cap: 3, admission: null, Somebody with { User = user }, Ct));

        var instance = added.Instance.Instance;
        Assert.Equal(wanted.Id, instance.Id);
        Assert.Equal(user, instance.User);
        Assert.Equal(wanted.Slug, instance.Slug);
        Assert.Equal(InstanceStatus.Creating, instance.Status);
        Assert.Equal(DesiredState.Running, instance.Desired);
        Assert.Equal(wanted.ContainerName, instance.ContainerName);
        Assert.Equal(wanted.StateVolume, instance.StateVolume);
        Assert.Equal(WhatsAppState.NotLinked, instance.WhatsApp);
        Assert.Equal(NumberKind.Separate, instance.Number);
        Assert.Null(instance.Failure);
        Assert.Null(instance.ProvisionedAt);
        Assert.Null(added.Instance.Link);
        Assert.Equal(TimeSpan.Zero, instance.CreatedAt.Offset);

        var operation = Assert.IsType<Operation>(added.Instance.Operation);
        Assert.Equal(wanted.Operation, operation.Id);
        Assert.Equal(OperationKind.Create, operation.Kind);
        Assert.Equal(OperationState.Pending, operation.State);
        Assert.Equal("ada", operation.Slug);

        Assert.Equal(added.Instance, await Instances.FindAsync(user, wanted.Slug, Ct));
        Assert.Equal(added.Instance, await Instances.FindAsync(wanted.Id, Ct));
        Assert.Equal(1, await ScalarAsync<int>(
            "select count(*) from audit_log where action = 'instance.create' and user_id = @User and address = '192.0.2.7'",
            new { User = user.Value }));
    }

    [Fact]
    public async Task A_taken_slug_is_refused_and_leaves_nothing_behind()
    {
        await AddInstanceAsync(await AddUserAsync(), "ada");
        var other = await AddUserAsync("bob@example.org");

        Assert.IsType<AddOutcome.SlugTaken>(await Instances.AddAsync(New(other, "ada"), cap: 3, admission: null, Somebody, Ct));

        Assert.Equal(1, await ScalarAsync<int>("select count(*) from instances"));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from operations"));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from audit_log"));
    }

    [Fact]
    public async Task The_instance_beyond_the_cap_is_refused()
    {
        var user = await AddUserAsync();
        await AddInstanceAsync(user, "one");
        await AddInstanceAsync(await AddUserAsync("bob@example.org"), "bobs");

        Assert.IsType<AddOutcome.Added>(await Instances.AddAsync(New(user, "two"), cap: 2, admission: null, Somebody, Ct));
        var refused = Assert.IsType<AddOutcome.CapReached>(await Instances.AddAsync(New(user, "three"), cap: 2, admission: null, Somebody, Ct));

        Assert.Equal(2, refused.Cap);
        Assert.Null(await Instances.FindAsync(user, SlugOf("three"), Ct));
    }

    [Fact]
    public async Task Parallel_creations_of_one_user_end_exactly_at_the_cap()
    {
        const int Cap = 3;
        var user = await AddUserAsync();

        var outcomes = await RaceAsync(number => Instances.AddAsync(New(user, $"race-{number}"), Cap, admission: null, Somebody, Ct));

        Assert.Equal(Cap, outcomes.OfType<AddOutcome.Added>().Count());
        Assert.Equal(Racers - Cap, outcomes.OfType<AddOutcome.CapReached>().Count());
        Assert.Equal(Cap, (await Instances.ListAsync(user, Ct)).Count);
        Assert.Equal(Cap, await ScalarAsync<int>("select count(*) from operations"));
    }

    [Fact]
    public async Task Of_parallel_creations_with_one_slug_exactly_one_succeeds()
    {
        var users = new List<UserId>();
        for (var number = 0; number < Racers; number++)
        {
            users.Add(await AddUserAsync($"user{number}@example.org"));
        }

        var outcomes = await RaceAsync(number => Instances.AddAsync(New(users[number], "ada"), cap: 3, admission: null, Somebody, Ct));

        Assert.Single(outcomes.OfType<AddOutcome.Added>());
        Assert.Equal(Racers - 1, outcomes.OfType<AddOutcome.SlugTaken>().Count());
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from operations"));
    }

    [Fact]
    public async Task Another_users_instance_is_not_found_by_its_slug()
    {
        await AddInstanceAsync(await AddUserAsync(), "ada");
        var other = await AddUserAsync("bob@example.org");

        Assert.Null(await Instances.FindAsync(other, SlugOf("ada"), Ct));
        Assert.Empty(await Instances.ListAsync(other, Ct));
        Assert.Null(await Instances.FindAsync(InstanceId.New(TimeProvider.System), Ct));
    }

    [Fact]
    public async Task The_list_has_the_newest_first_each_with_its_operation_and_link()
    {
        var user = await AddUserAsync();
        var first = await AddRunningAsync(user, "first");
        await Links.BeginAsync(first.Id, Guid.NewGuid(), Lease, Lease, "Getting a code.", Ct);
        var second = await AddInstanceAsync(user, "second");

        var list = await Instances.ListAsync(user, Ct);

        Assert.Equal([second.Id, first.Id], list.Select(detail => detail.Instance.Id));
        Assert.Equal(OperationKind.Create, list[0].Operation?.Kind);
        Assert.Null(list[0].Link);
        Assert.Null(list[1].Operation);
        Assert.Equal(LinkStage.Starting, list[1].Link?.Stage);
    }

    [Fact]
    public async Task Only_the_first_provisioning_counts()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());

        await Instances.SetProvisionedAsync(instance.Id, Ct);
        var first = (await FindAsync(instance.Id)).Instance.ProvisionedAt;
        await Instances.SetProvisionedAsync(instance.Id, Ct);

        Assert.NotNull(first);
        Assert.Equal(first, (await FindAsync(instance.Id)).Instance.ProvisionedAt);
    }

    [Fact]
    public async Task What_a_health_check_saw_is_kept()
    {
        var instance = await AddRunningAsync(await AddUserAsync());

        await Observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.Connected, "+14155550123"), Ct);
        var connected = (await FindAsync(instance.Id)).Instance;
        Assert.NotNull(connected.LastHealthAt);
        Assert.NotNull(connected.LastWhatsAppConnectedAt);
        Assert.Equal(WhatsAppState.Connected, connected.WhatsApp);
        Assert.Equal("+14155550123", connected.WhatsAppSelf);

        await Observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.Reconnecting, Code: 503), Ct);
        var interrupted = (await FindAsync(instance.Id)).Instance;
        Assert.Equal(503, interrupted.WhatsAppCode);
        Assert.True(interrupted.WhatsAppSince > connected.WhatsAppSince);
        Assert.Equal(connected.LastWhatsAppConnectedAt, interrupted.LastWhatsAppConnectedAt);
        Assert.Equal("+14155550123", interrupted.WhatsAppSelf);

        await Observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.Reconnecting, Code: 503), Ct);
        Assert.Equal(interrupted.WhatsAppSince, (await FindAsync(instance.Id)).Instance.WhatsAppSince);

        await Observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.LoggedOut, Code: 401), Ct);
        Assert.Null((await FindAsync(instance.Id)).Instance.WhatsAppSelf);
    }

    [Theory]
    [InlineData(WhatsAppState.Connected, null, WhatsAppState.Reconnecting, null)]
    [InlineData(WhatsAppState.Reconnecting, 503, WhatsAppState.Reconnecting, null)]
    [InlineData(WhatsAppState.Replaced, 440, WhatsAppState.Reconnecting, null)]
    [InlineData(WhatsAppState.RestartNeeded, 428, WhatsAppState.Reconnecting, null)]
    [InlineData(WhatsAppState.Blocked, 403, WhatsAppState.Reconnecting, null)]
    [InlineData(WhatsAppState.LoggedOut, 401, WhatsAppState.LoggedOut, 401)]
    [InlineData(WhatsAppState.NotLinked, null, WhatsAppState.NotLinked, null)]
    public async Task A_restart_ends_what_was_known_of_the_connection_but_not_that_a_phone_is_linked(
        WhatsAppState seen, int? code, WhatsAppState left, int? leftCode)
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await Observations.SetObservedAsync(instance.Id, new LinkSight(seen, null, code), Ct);

        var restart = new InstanceChange(
            OperationId.New(TimeProvider.System), OperationKind.Restart, Desired: null, Enum.GetValues<InstanceStatus>(), WhenIdle: false);
        await Instances.RequestAsync(instance.Id, restart, Somebody, Ct);

        var after = (await FindAsync(instance.Id)).Instance;
        Assert.Equal((left, leftCode), (after.WhatsApp, after.WhatsAppCode));
    }

    [Fact]
    public async Task Instances_are_counted_by_their_condition()
    {
        var user = await AddUserAsync();
        await AddRunningAsync(user, "ada");
        var bob = await AddRunningAsync(user, "bob");
        await AddInstanceAsync(user, "eve");
        await Observations.SetObservedAsync(bob.Id, new LinkSight(WhatsAppState.Connected), Ct);

        var counts = await Observations.CountAsync(Ct);

        Assert.Equal(
            [(InstanceStatus.Creating, WhatsAppState.NotLinked, 1L), (InstanceStatus.Running, WhatsAppState.NotLinked, 1), (InstanceStatus.Running, WhatsAppState.Connected, 1)],
            counts.Select(count => (count.Status, count.WhatsApp, count.Instances)).Order());
        Assert.All(counts, count => Assert.Equal((bob.Region, bob.Provider), (count.Region, count.Provider)));
    }

    [Fact]
    public async Task How_chats_are_is_kept_until_something_about_them_changes()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        var states = new Dictionary<ChannelDefinition, ChannelState> { [ChannelCatalog.Telegram] = ChannelState.TokenRefused };
        var change = new InstanceChange(
            OperationId.New(TimeProvider.System), OperationKind.Configure, Desired: null, Enum.GetValues<InstanceStatus>(), WhenIdle: false);

        await Observations.SetChannelsAsync(instance.Id, states, Ct);
        Assert.Equal(states, (await FindAsync(instance.Id)).Instance.Channels);

        await Instances.RequestAsync(instance.Id, change with { Channel = new(ChannelCatalog.Telegram, ["4242", "77777"]) }, Somebody, Ct);
        Assert.Empty((await FindAsync(instance.Id)).Instance.Channels);
        Assert.Equal(["4242", "77777"], Assert.Single((await FindAsync(instance.Id)).Instance.AllowLists).Users);

        await Observations.SetChannelsAsync(instance.Id, states, Ct);
        await Instances.RequestAsync(instance.Id, change with { Channel = new(ChannelCatalog.Telegram, Users: null) }, Somebody, Ct);
        Assert.Empty((await FindAsync(instance.Id)).Instance.Channels);
        Assert.Equal(["4242", "77777"], Assert.Single((await FindAsync(instance.Id)).Instance.AllowLists).Users);

        await Instances.RequestAsync(instance.Id, change with { Channel = new(ChannelCatalog.Telegram, []) }, Somebody, Ct);
        Assert.Empty(Assert.Single((await FindAsync(instance.Id)).Instance.AllowLists).Users);
    }

    [Fact]
    public async Task Only_idle_instances_that_run_and_should_are_watched()
    {
        var user = await AddUserAsync();
        var idle = await AddRunningAsync(user, "idle");
        var busy = await AddRunningAsync(user, "busy");
        await RequestAsync(busy.Id, OperationKind.Restart);
        await AddInstanceAsync(user, "creating");

        Assert.Equal([idle.Id], (await Observations.ListRunningAsync(Ct)).Select(instance => instance.Id));
    }

    [Fact]
    public async Task Texts_are_stored_as_they_are()
    {
        const string Text = "Robert'); drop table instances; -- @Owner $1 {0} \\ \"";
        var user = await AddUserAsync();
        var wanted = New(user, "bobby") with { Region = Text, Image = Text };

        var added = Assert.IsType<AddOutcome.Added>(await Instances.AddAsync(wanted, cap: 3, admission: null, new Actor(user, Text), Ct));

        Assert.Equal(Text, added.Instance.Instance.Region);
        Assert.Equal(Text, (await FindAsync(wanted.Id)).Instance.Image);
        Assert.Equal(Text, await ScalarAsync<string>("select address from audit_log"));
    }
}
