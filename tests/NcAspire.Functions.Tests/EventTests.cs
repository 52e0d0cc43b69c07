using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class EventTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watcher_sees_the_whole_life_of_an_instance()
    {
        await using var api = await StartAsync();
        using var ada = await api.SignUpAsync();
        var held = api.Compute.Faults.Hold(nameof(FakeCompute.EnsureVolumeAsync));
        var created = await ada.PostAsync("instances", new { slug = "ada" });
        var phone = api.Gateway.PhoneOf(new InstanceId(Guid.Parse(created.Text("id"))));
        await held.Reached;
        using var events = await ada.WatchAsync("ada");

        Assert.Equal(200, events.Status);
        Assert.Equal("text/event-stream", events.ContentType);
        var first = await events.NextAsync();
        Assert.Equal("status", first?.Name);
        Assert.Equal("creating", first?.Data.GetProperty("status").GetString());
        Assert.Equal("step", (await events.NextAsync())?.Name);
        held.Release();

        var seen = new List<int>();
        var ended = await events.UntilAsync("step", step =>
        {
            seen.Add(step.GetProperty("steps").EnumerateArray().Count(s => s.GetProperty("finishedAt").ValueKind is JsonValueKind.String));
            return step.GetProperty("state").GetString() is "succeeded";
        });
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(5, seen[^1]);
        Assert.Equal("create", ended.GetProperty("kind").GetString());
        await events.UntilAsync("status", s => s.GetProperty("status").GetString() is "running");

        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).Expect(200);
        await events.UntilAsync("qr", qr => qr.GetProperty("qrDataUrl").GetString() == phone.Code);
        phone.Rotate();
        var rotated = await events.UntilAsync("qr", qr => qr.GetProperty("qrDataUrl").GetString() == phone.Code);
        Assert.Equal("waiting", rotated.GetProperty("stage").GetString());
        phone.Scan();
        var connected = await events.UntilAsync("connected");
        Assert.Equal(phone.Number, connected.GetProperty("self").GetString());

        (await ada.DeleteAsync("instances/ada")).Expect(202);
        await events.UntilAsync("step", step => step.GetProperty("kind").GetString() is "delete");
        await events.UntilAsync("deleted");
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task A_failure_comes_as_an_error_event()
    {
        await using var api = await StartAsync();
        using var ada = await api.SignUpAsync();
        api.Compute.ExitCodeOfStart = _ => 3;
        var held = api.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));
        (await ada.PostAsync("instances", new { slug = "ada" })).Expect(202);
        await held.Reached;
        using var events = await ada.WatchAsync("ada");
        await events.UntilAsync("status");
        held.Release();

        var failure = await events.UntilAsync("error");

        Assert.Equal("urn:ncaspire:gateway-exited", failure.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_quiet_stream_has_a_heartbeat()
    {
        // On a whole second: Task.Delay drops what is below a millisecond, and would ask a clock that stands still for ever.
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        await using var api = await StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        using var events = await ada.WatchAsync("ada");
        await events.UntilAsync("status");

        var next = events.UntilAsync(":");
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return next.IsCompleted;
            },
            Ct);

        await next;
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_no_subscription()
    {
        var signals = new CountingSignals();
        await using var api = await StartAsync(signals.Count);
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        for (var i = 0; i < 5; i++)
        {
            using var events = await ada.WatchAsync("ada");
            await events.UntilAsync("status");
            Assert.True(signals.Open > 0);
        }

        await Eventually.TrueAsync(() => signals.Open == 0, Ct);
    }

    [Fact]
    public async Task A_stopping_server_ends_its_streams()
    {
        await using var api = await StartAsync();
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        using var events = await ada.WatchAsync("ada");
        await events.UntilAsync("status");

        var stopping = api.StopAsync();
        while (await events.NextAsync() is not null)
        {
            // What was still under way.
        }

        await stopping.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    [Fact]
    public async Task A_caller_who_waits_while_the_server_stops_is_told_so()
    {
        var signals = new CountingSignals();
        await using var api = await StartAsync(signals.Count);
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).Expect(200);
        await Eventually.TrueAsync(() => signals.Open == 0, Ct);
        var waiting = ada.PostAsync("instances/ada/whatsapp/qr/wait", new { timeoutSeconds = 60 });
        await Eventually.TrueAsync(() => signals.Open == 1, Ct);

        var stopping = api.StopAsync();

        (await waiting).ExpectProblem(503, "unavailable");
        await stopping;
    }

    private async Task<Api> StartAsync(Action<IServiceCollection>? configure = null) =>
        await Api.StartAsync(await template.CopyAsync(postgres, Ct), configure);
}
