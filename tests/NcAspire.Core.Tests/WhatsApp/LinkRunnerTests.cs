using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Core.Telemetry;
using NcAspire.Core.Tests.Telemetry;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.WhatsApp;

public sealed class LinkRunnerTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Codes_rotate_until_the_phone_scans_one_and_is_connected()
    {
        var world = await RunningAsync();
        using var heard = new HeardMeasures(world.Get<Measures>());
        var running = await LinkAsync(world);
        var first = await SeeAsync(world, l => l.Stage is LinkStage.Waiting);
        Assert.Equal(world.Phone.Code, first.QrDataUrl);

        world.Phone.Rotate();
        await SeeAsync(world, l => l.QrDataUrl == world.Phone.Code);
        world.Phone.Rotate();
        await SeeAsync(world, l => l.QrDataUrl == world.Phone.Code);
        world.Phone.Scan();

        await running.WaitAsync(_limit, Ct);
        var last = await SeeAsync(world, l => l.IsOver);
        Assert.Equal(LinkStage.Connected, last.Stage);
        Assert.Null(last.QrDataUrl);
        Assert.Equal(first.Attempt, last.Attempt);
        var instance = (await world.FindAsync()).Instance;
        Assert.Equal(WhatsAppState.Connected, instance.WhatsApp);
        Assert.Equal(world.Phone.Number, instance.WhatsAppSelf);
        Assert.NotNull(instance.LastWhatsAppConnectedAt);
        string[] stages = ["started", "shown", "scanned", "connected"];
        Assert.All(stages, stage => Assert.Equal(1, heard.Sum("ncaspire.link.stages", ("stage", stage))));
    }

    [Fact]
    public async Task A_scan_counts_as_connected_only_when_the_gateway_says_so()
    {
        var world = await RunningAsync();
        world.Phone.ConnectsAtOnce = false;
        var running = await LinkAsync(world);
        await SeeAsync(world, l => l.Stage is LinkStage.Waiting);

        world.Phone.Scan();
        var scanned = await SeeAsync(world, l => l.Stage is LinkStage.Scanned);
        Assert.Null(scanned.QrDataUrl);
        Assert.NotEqual(WhatsAppState.Connected, (await world.FindAsync()).Instance.WhatsApp);
        world.Phone.Connect();

        await running.WaitAsync(_limit, Ct);
        Assert.Equal(LinkStage.Connected, (await LinkOfAsync(world)).Stage);
    }

    [Fact]
    public async Task A_phone_that_does_not_connect_in_time_is_told_so()
    {
        var world = await RunningAsync(
            new LinkOptions { Connect = TimeSpan.FromMilliseconds(50), ConnectPoll = TimeSpan.FromMilliseconds(5) });
        world.Phone.ConnectsAtOnce = false;
        var running = await LinkAsync(world);
        await SeeAsync(world, l => l.Stage is LinkStage.Waiting);

        world.Phone.Scan();

        await running.WaitAsync(_limit, Ct);
        Assert.Equal((LinkStage.Unreachable, LinkMessages.NotConnected), Ending(await LinkOfAsync(world)));
        Assert.Equal(WhatsAppState.Reconnecting, (await world.FindAsync()).Instance.WhatsApp);
    }

    [Fact]
    public async Task A_phone_that_is_linked_already_needs_no_code()
    {
        var world = await RunningAsync();
        world.Phone.Scan();

        await (await LinkAsync(world)).WaitAsync(_limit, Ct);

        Assert.Equal(LinkStage.Connected, (await LinkOfAsync(world)).Stage);
    }

    [Fact]
    public async Task An_attempt_that_the_gateway_gives_up_has_expired()
    {
        var world = await RunningAsync();
        var running = await LinkAsync(world);
        await SeeAsync(world, l => l.Stage is LinkStage.Waiting);

        world.Phone.Expire();

        await running.WaitAsync(_limit, Ct);
        Assert.Equal((LinkStage.Expired, LinkMessages.Expired), Ending(await LinkOfAsync(world)));
    }

    [Fact]
    public async Task An_attempt_ends_with_its_lifetime()
    {
        var world = await RunningAsync(new LinkOptions { Lifetime = TimeSpan.FromMilliseconds(200), Poll = TimeSpan.FromMilliseconds(50) });

        await (await LinkAsync(world)).WaitAsync(_limit, Ct);

        Assert.Equal((LinkStage.Expired, LinkMessages.Expired), Ending(await LinkOfAsync(world)));
        await (await LinkAsync(world)).WaitAsync(_limit, Ct);
        Assert.Equal(2, (await LinkOfAsync(world)).Attempt);
    }

    [Fact]
    public async Task The_words_of_a_gateway_without_a_code_stay_in_the_log()
    {
        var world = await RunningAsync();
        world.Phone.Refusal = "WebSocket Error (getaddrinfo EAI_AGAIN web.whatsapp.com)";

        await (await LinkAsync(world)).WaitAsync(_limit, Ct);

        Assert.Equal((LinkStage.Unreachable, LinkMessages.Unreachable), Ending(await LinkOfAsync(world)));
        Assert.Contains("EAI_AGAIN", world.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_cannot_be_asked_ends_the_attempt_with_the_reason()
    {
        var world = await RunningAsync();
        world.Compute.Faults.FailBefore(
            nameof(FakeGateway.WaitLoginAsync), () => new ProviderException("The gateway\0 went away.", isTransient: true));

        await (await LinkAsync(world)).WaitAsync(_limit, Ct);

        Assert.Equal((LinkStage.Unreachable, "The gateway  went away."), Ending(await LinkOfAsync(world)));
    }

    [Fact]
    public async Task A_machine_that_does_not_run_cancels_the_attempt()
    {
        var world = await RunningAsync();
        world.Compute.Crash(world.Id);

        await (await LinkAsync(world)).WaitAsync(_limit, Ct);

        Assert.Equal((LinkStage.Cancelled, LinkMessages.Cancelled), Ending(await LinkOfAsync(world)));
    }

    [Theory]
    [InlineData(OperationKind.Stop)]
    [InlineData(OperationKind.Restart)]
    [InlineData(OperationKind.Delete)]
    public async Task A_stop_ends_the_attempt_before_the_gateway_goes(OperationKind kind)
    {
        var world = await RunningAsync(new LinkOptions { Poll = TimeSpan.FromMilliseconds(50) });
        var running = await LinkAsync(world);
        await SeeAsync(world, l => l.Stage is LinkStage.Waiting);

        var operation = await world.RequestAsync(kind);
        await world.RunAsync();

        await running.WaitAsync(_limit, Ct);
        await world.AssertDoneAsync(kind, operation);
        if (kind is not OperationKind.Delete)
        {
            Assert.Equal(LinkStage.Cancelled, (await LinkOfAsync(world)).Stage);
        }
    }

    [Fact]
    public async Task After_an_orderly_stop_another_worker_goes_on_at_once_with_the_same_code()
    {
        var world = await RunningAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await LinkAsync(world, stop.Token);
        var shown = await SeeAsync(world, l => l.Stage is LinkStage.Waiting);
        Assert.Null(await world.Get<LinkRunner>().ClaimAbandonedAsync(Ct));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var held = await world.Get<LinkRunner>().ClaimAbandonedAsync(Ct);
        Assert.NotNull(held);
        var second = world.Get<LinkRunner>().RunAsync(held, Ct);
        await Eventually.TrueAsync(() => world.Compute.Faults.CountOf(nameof(FakeGateway.WaitLoginAsync)) > 1, Ct);

        var now = await LinkOfAsync(world);
        Assert.Equal((shown.Attempt, LinkStage.Waiting, shown.QrDataUrl), (now.Attempt, now.Stage, now.QrDataUrl));
        world.Phone.Scan();
        await second.WaitAsync(_limit, Ct);
        Assert.Equal(LinkStage.Connected, (await LinkOfAsync(world)).Stage);
    }

    [Fact]
    public async Task After_a_crash_nobody_goes_on_before_the_lease_ends()
    {
        var world = await RunningAsync();
        var options = world.Get<LinkOptions>();
        await world.Get<ILinkStore>().BeginAsync(
            world.Id, Guid.NewGuid(), options.Lease, options.Lifetime, LinkMessages.Starting, Ct);
        Assert.Null(await world.Get<LinkRunner>().ClaimAbandonedAsync(Ct));

        await world.ExpireLeasesAsync();

        Assert.NotNull(await world.Get<LinkRunner>().ClaimAbandonedAsync(Ct));
    }

    [Fact]
    public async Task After_a_crash_between_scan_and_connection_another_worker_confirms_it()
    {
        var world = await RunningAsync();
        world.Phone.ConnectsAtOnce = false;
        using var crash = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = await LinkAsync(world, crash.Token);
        await SeeAsync(world, l => l.Stage is LinkStage.Waiting);
        world.Phone.Scan();
        await SeeAsync(world, l => l.Stage is LinkStage.Scanned);
        await crash.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        world.Phone.Connect();
        await world.ExpireLeasesAsync();

        var held = await world.Get<LinkRunner>().ClaimAbandonedAsync(Ct);
        Assert.NotNull(held);
        await world.Get<LinkRunner>().RunAsync(held, Ct).WaitAsync(_limit, Ct);

        Assert.Equal(LinkStage.Connected, (await LinkOfAsync(world)).Stage);
    }

    private static (LinkStage Stage, string Message) Ending(WhatsAppLink link) => (link.Stage, link.Message);

    private static async Task<WhatsAppLink> LinkOfAsync(World world) =>
        await world.Get<ILinkStore>().FindAsync(world.Id, Ct) ?? throw new InvalidOperationException("No attempt.");

    private static async Task<WhatsAppLink> SeeAsync(World world, Func<WhatsAppLink, bool> wanted) =>
        await Eventually.SeeAsync(() => LinkOfAsync(world), wanted, _limit, Ct);

    private async Task<World> RunningAsync(LinkOptions? options = null)
    {
        var world = await WorldAsync(services =>
        {
            if (options is not null)
            {
                services.AddSingleton(options);
            }
        });
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        return world;
    }

    private static async Task<Task> LinkAsync(World world, CancellationToken? cancellationToken = null)
    {
        var worker = Guid.NewGuid();
        var options = world.Get<LinkOptions>();
        var claim = await world.Get<ILinkStore>().BeginAsync(
            world.Id, worker, TimeSpan.FromMinutes(5), options.Lifetime, LinkMessages.Starting, Ct);
        Assert.NotNull(claim);
        Assert.True(claim.Mine);
        return world.Get<LinkRunner>().RunAsync(new HeldLink(claim.Link, worker), cancellationToken ?? Ct);
    }
}
