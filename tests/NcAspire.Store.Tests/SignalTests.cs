using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Instances;
using NcAspire.Core.Signals;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

public sealed class SignalTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly Failure _incident = new(FailureKind.GatewayExited, "It stopped", "It was started again.");
    private static readonly CrashBudget _budget = new(5, TimeSpan.FromMinutes(10));

    private ISignals Signals => Services.GetRequiredService<ISignals>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        using var first = Signals.OfWork();
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StartAsync(Ct);
        }

        // The first connection wakes everybody: from then on it listens.
        await WakesAsync(first);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task Every_kind_of_change_wakes_the_subscribers_of_its_instance()
    {
        var instance = (await AddRunningAsync(await AddUserAsync())).Id;
        var (worker, linker) = (Guid.NewGuid(), Guid.NewGuid());
        using var signal = Signals.OfInstance(instance);

        OperationId operation = default;
        (string What, Func<Task> Change)[] changes =
        [
            ("observed", () => Observations.SetObservedAsync(instance, new LinkSight(WhatsAppState.Connected), Ct)),
            ("drifted", () => Observations.SetDriftAsync(instance, ["It has more memory than it should."], Ct)),
            ("restarted by the backend", () => Observations.RecordRestartsAsync(instance, 1, _incident, _budget, Ct)),
            ("requested", async () => operation = await RequestAsync(instance, OperationKind.Restart)),
            ("claimed", () => ClaimAsync(worker)),
            ("step begun", () => Operations.BeginStepAsync(operation, worker, "stop", Ct)),
            ("step finished", () => Operations.FinishStepAsync(operation, worker, "stop", null, Ct)),
            ("succeeded", () => Operations.SucceedAsync(operation, worker, null, Ct)),
            ("link begun", () => Links.BeginAsync(instance, linker, Lease, Lease, "Getting a code.", Ct)),
            ("link written", () => Links.WriteAsync(instance, 1, linker, Lease, LinkStage.Waiting, "data:,x", "Scan it.", Ct)),
            ("link cancelled", () => Links.CancelAsync(instance, "Stopped.", Ct)),
            ("deletion requested", async () => operation = await RequestAsync(instance, OperationKind.Delete)),
            ("deletion claimed", () => ClaimAsync(worker)),
            ("deleted", () => Operations.FinishDeletionAsync(operation, worker, Ct)),
        ];
        foreach (var (what, change) in changes)
        {
            await change();
            Assert.True(await WokenAsync(signal), what);
            await SettleAsync();
            await DrainAsync(signal);
        }
    }

    [Fact]
    public async Task Renewing_a_lease_wakes_nobody()
    {
        var instance = await AddInstanceAsync(await AddUserAsync());
        var worker = Guid.NewGuid();
        var operation = (await ClaimAsync(worker)).Operation.Id;
        await SettleAsync();
        using var signal = Signals.OfInstance(instance.Id);

        Assert.True(await Operations.RenewAsync(operation, worker, Lease * 2, Ct));
        await SettleAsync();

        Assert.False(signal.WaitAsync(Ct).IsCompleted);
    }

    [Fact]
    public async Task A_look_that_found_nothing_new_wakes_nobody()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await Observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.Connected, "+14155550123"), Ct);
        await Observations.SetDriftAsync(instance.Id, ["drifted"], Ct);
        await SettleAsync();
        using var signal = Signals.OfInstance(instance.Id);

        await Observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.Connected, "+14155550123"), Ct);
        await Observations.SetDriftAsync(instance.Id, ["drifted"], Ct);
        await Observations.RecordRestartsAsync(instance.Id, 0, _incident, _budget, Ct);
        await SettleAsync();

        Assert.False(signal.WaitAsync(Ct).IsCompleted);
    }

    [Fact]
    public async Task Changes_between_two_waits_are_one_signal_and_others_hear_nothing()
    {
        var user = await AddUserAsync();
        var busy = await AddRunningAsync(user, "busy");
        var quiet = await AddRunningAsync(user, "quiet");
        await SettleAsync();
        using var ofBusy = Signals.OfInstance(busy.Id);
        using var alsoOfBusy = Signals.OfInstance(busy.Id);
        using var ofQuiet = Signals.OfInstance(quiet.Id);

        for (var number = 0; number < 5; number++)
        {
            await Observations.SetDriftAsync(busy.Id, [$"{number}"], Ct);
        }

        await SettleAsync();
        await WakesAsync(ofBusy);
        await WakesAsync(alsoOfBusy);
        Assert.False(ofBusy.WaitAsync(Ct).IsCompleted);
        Assert.False(ofQuiet.WaitAsync(Ct).IsCompleted);
    }

    [Fact]
    public async Task An_ended_subscription_is_forgotten_and_its_waiter_let_go()
    {
        var instance = InstanceId.New(TimeProvider.System);
        var signal = Signals.OfInstance(instance);
        using var other = Signals.OfInstance(instance);
        var waiting = signal.WaitAsync(Ct);

        signal.Dispose();
        signal.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(_patience, Ct));
        Assert.False(other.WaitAsync(Ct).IsCompleted);
    }

    [Fact]
    public async Task New_released_and_freed_work_wakes_the_workers()
    {
        using var work = Signals.OfWork();
        var instance = await AddInstanceAsync(await AddUserAsync());
        Assert.True(await WokenAsync(work), "created");

        var worker = Guid.NewGuid();
        var create = (await ClaimAsync(worker)).Operation.Id;
        await SettleAsync();
        Assert.False(await PendingAsync(work), "a claim is no new work");

        await Operations.ReleaseAsync(create, worker, Ct);
        Assert.True(await WokenAsync(work), "released");

        await ClaimAsync(worker);
        var failure = new Failure(FailureKind.ProviderFault, "Later", "The engine is busy.");
        Assert.True(await Operations.PostponeAsync(create, worker, TimeSpan.Zero, failure, Ct));
        Assert.True(await WokenAsync(work), "postponed");

        await ClaimAsync(worker);
        await RequestAsync(instance.Id, OperationKind.Configure);
        Assert.True(await WokenAsync(work), "queued");
        Assert.True(await Operations.SucceedAsync(create, worker, InstanceStatus.Running, Ct));
        Assert.True(await WokenAsync(work), "the instance is free for the next");

        var configure = (await ClaimAsync(worker)).Operation.Id;
        Assert.True(await Operations.SucceedAsync(configure, worker, null, Ct));
        await SettleAsync();
        Assert.False(await PendingAsync(work), "nothing is left to do");
    }

    [Fact]
    public async Task After_a_lost_connection_everybody_is_woken_and_listening_goes_on()
    {
        var instance = await AddRunningAsync(await AddUserAsync());
        await SettleAsync();
        using var ofInstance = Signals.OfInstance(instance.Id);
        using var ofAnother = Signals.OfInstance(InstanceId.New(TimeProvider.System));

        Assert.Equal(1, await ScalarAsync<int>(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and query like 'listen%'
            """));

        await WakesAsync(ofInstance);
        await WakesAsync(ofAnother);
        await Observations.SetDriftAsync(instance.Id, ["changed"], Ct);
        await WakesAsync(ofInstance);
    }

    [Fact]
    public async Task Notifications_carry_nothing_but_ids()
    {
        var payloads = new List<string>();
        await using var connection = await Database.OpenConnectionAsync(Ct);
        connection.Notification += (_, notification) => payloads.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand("listen nc_instance; listen nc_work", connection))
        {
            await listen.ExecuteNonQueryAsync(Ct);
        }

        var instance = await AddRunningAsync(await AddUserAsync());
        var worker = Guid.NewGuid();
        await Links.BeginAsync(instance.Id, worker, Lease, Lease, new string('m', 9_000), Ct);
        Assert.True(await Links.WriteAsync(
            instance.Id, 1, worker, Lease, LinkStage.Waiting, new string('q', 40_000), new string('m', 9_000), Ct));
        await using (var sync = new NpgsqlCommand("select 1", connection))
        {
            await sync.ExecuteScalarAsync(Ct);
        }

        Assert.NotEmpty(payloads);
        Assert.All(payloads, payload => Assert.True(Guid.TryParseExact(payload, "D", out _), payload));
    }

    /// <summary>Returns when every notification sent so far has been handed out: they come in order.</summary>
    private async Task SettleAsync()
    {
        var marker = InstanceId.New(TimeProvider.System);
        using var signal = Signals.OfInstance(marker);
        await ExecuteAsync("select pg_notify('nc_instance', @Marker)", new { Marker = marker.ToString() });
        await WakesAsync(signal);
    }

    private static Task WakesAsync(ISignal signal) => signal.WaitAsync(Ct).WaitAsync(_patience, Ct);

    private static async Task<bool> WokenAsync(ISignal signal)
    {
        await WakesAsync(signal);
        return true;
    }

    private static async Task<bool> PendingAsync(ISignal signal)
    {
        using var atOnce = new CancellationTokenSource();
        var waiting = signal.WaitAsync(atOnce.Token);
        var pending = waiting.IsCompleted;
        await atOnce.CancelAsync();
        await waiting.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return pending;
    }

    private static async Task DrainAsync(ISignal signal)
    {
        while (await PendingAsync(signal))
        {
        }
    }
}
