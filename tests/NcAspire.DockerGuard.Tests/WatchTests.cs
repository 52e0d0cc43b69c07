using System.Net.Http.Headers;
using System.Text;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>Names of machines come one by one, for as long as engine, guard and caller live.</summary>
public sealed class WatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_come_as_they_happen_until_the_caller_has_enough()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine, isSocket: true);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var machines = guard.Provider.WatchAsync(enough.Token).GetAsyncEnumerator(Ct);

        foreach (var name in (string[])[ScriptedEngine.Machine, "nc-two", ScriptedEngine.Machine])
        {
            var next = machines.MoveNextAsync();
            engine.Notices.Writer.TryWrite(name);
            Assert.True(await next);
            Assert.Equal(name, machines.Current);
        }

        var last = machines.MoveNextAsync();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await last);
        await Eventually.TrueAsync(() => guard.Log.ToString().Contains("watch", StringComparison.Ordinal), Ct);
    }

    [Fact]
    public async Task The_end_of_the_engine_s_notices_is_told_in_its_own_words()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine);
        var machines = guard.Provider.WatchAsync(Ct).GetAsyncEnumerator(Ct);
        engine.Notices.Writer.TryWrite(ScriptedEngine.Machine);
        Assert.True(await machines.MoveNextAsync());

        engine.Notices.Writer.Complete(new ProviderException("The Docker engine went away.", isTransient: true));

        var fault = await Assert.ThrowsAsync<ProviderException>(async () => await machines.MoveNextAsync());
        Assert.Equal(("The Docker engine went away.", true), (fault.Message, fault.IsTransient));
    }

    [Fact]
    public async Task Notices_that_just_end_are_a_fault_too()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine);
        engine.Notices.Writer.Complete();

        Assert.True((await Assert.ThrowsAsync<ProviderException>(async () =>
            await guard.Provider.WatchAsync(Ct).GetAsyncEnumerator(Ct).MoveNextAsync())).IsTransient);
    }

    [Fact]
    public async Task A_guard_that_is_asked_to_end_says_goodbye()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine, isSocket: true);
        var next = guard.Provider.WatchAsync(Ct).GetAsyncEnumerator(Ct).MoveNextAsync();
        await Eventually.TrueAsync(() => engine.Calls.Contains("watch"), Ct);

        await guard.StopAsync();

        var fault = await Assert.ThrowsAsync<ProviderException>(async () => await next);
        Assert.Equal(("The Docker guard is being restarted.", true), (fault.Message, fault.IsTransient));
    }

    [Fact]
    public async Task A_quiet_watch_has_a_pulse()
    {
        var clock = new FakeClock(DateTimeOffset.UnixEpoch);
        await using var guard = await TestGuard.StartAsync(builder => builder.AddEngine(new ScriptedEngine(), clock));
        using var http = guard.NewHttp();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/watch", UriKind.Relative))
        {
            Content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));

        Assert.Equal("", await lines.ReadLineAsync(Ct));
        for (var beat = 0; beat < 3; beat++)
        {
            await Eventually.TrueAsync(() => clock.IsArmed(TimeSpan.FromSeconds(10)), Ct);
            clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("", await lines.ReadLineAsync(Ct));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nnc-one\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nnc-one\n!nonsense\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnc-one\n")]
    public async Task A_watch_that_breaks_off_is_no_answer(string answer)
    {
        await using var stranger = new CannedServer(answer);
        await using var guard = await TestGuard.StartAsync(new ScriptedEngine());
        var machines = guard.NewCaller(stranger.Address).WatchAsync(Ct).GetAsyncEnumerator(Ct);
        Assert.True(await machines.MoveNextAsync());

        var fault = await Assert.ThrowsAsync<ProviderException>(async () => await machines.MoveNextAsync());
        Assert.Equal(("The Docker guard does not answer.", true), (fault.Message, fault.IsTransient));
    }

    [Fact]
    public async Task A_watch_without_a_pulse_is_given_up()
    {
        var clock = new FakeClock(DateTimeOffset.UnixEpoch);
        await using var guard = await TestGuard.StartAsync(new ScriptedEngine());
        var machines = guard.NewCaller(clock: clock).WatchAsync(Ct).GetAsyncEnumerator(Ct);
        var next = machines.MoveNextAsync().AsTask();
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return next.IsCompleted;
            },
            Ct);

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => next)).IsTransient);
    }
}
