using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>However many ask, so many and no more are served at a time, and the others are told to come back.</summary>
public sealed class GateTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_heavy_verb_that_is_full_makes_its_callers_come_back_and_nobody_else()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine, isSocket: false, ("Guard:MaxWait", "00:00:00.200"));
        var release = new TaskCompletionSource();
        engine.Before = _ => release.Task;
        var first = Enumerable.Range(0, 8).Select(_ => guard.Provider.CreateAsync(ScriptedEngine.Spec, Ct)).ToList();
        await Eventually.TrueAsync(() => engine.Calls.Count is 8, Ct);

        var busy = await Assert.ThrowsAsync<ProviderException>(() => guard.Provider.CreateAsync(ScriptedEngine.Spec, Ct));
        Assert.Equal(("The Docker guard is busy.", true), (busy.Message, busy.IsTransient));
        Assert.Equal(8, engine.Calls.Count);

        engine.Before = _ => Task.CompletedTask;
        Assert.Equal(MachineState.Missing, await guard.Provider.InspectAsync(ScriptedEngine.Machine, Ct));

        release.SetResult();
        await Task.WhenAll(first);
        await guard.Provider.CreateAsync(ScriptedEngine.Spec, Ct);
    }

    [Fact]
    public async Task Who_gets_no_turn_is_told_when_to_ask_again()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine, isSocket: false, ("Guard:MaxWait", "00:00:00.100"));
        var release = new TaskCompletionSource();
        engine.Before = _ => release.Task;
        var first = Enumerable.Range(0, 4).Select(_ => guard.Provider.CapacityAsync(Ct)).ToList();
        await Eventually.TrueAsync(() => engine.Calls.Count is 4, Ct);

        using var http = guard.NewHttp();
        using var content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri("/v1/capacity", UriKind.Relative), content, Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        release.SetResult();
        await Task.WhenAll(first);
    }

    [Fact]
    public async Task Many_calls_at_a_time_all_succeed_and_never_run_together()
    {
        var engine = new ScriptedEngine();
        var (now, most) = (0, 0);
        engine.Before = async token =>
        {
            var count = Interlocked.Increment(ref now);
            InterlockedMax(ref most, count);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
            Interlocked.Decrement(ref now);
        };
        await using var guard = await TestGuard.StartAsync(engine, isSocket: true);
        var others = Enumerable.Range(0, 4).Select(_ => guard.NewCaller()).ToList();

        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => (number % 3) switch
        {
            0 => others[number % 4].InspectAsync(ScriptedEngine.Machine, Ct),
            1 => (Task)others[number % 4].StartAsync(ScriptedEngine.Machine, Ct),
            _ => others[number % 4].VolumeExistsAsync(ScriptedEngine.Volume, Ct),
        }));

        Assert.Equal(400, engine.Calls.Count);
        Assert.InRange(most, 2, 32);
    }

    [Fact]
    public async Task Those_who_only_wait_keep_nobody_from_working()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        engine.Before = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var waits = Enumerable.Range(0, 64).Select(_ => guard.Provider.WaitAsync(ScriptedEngine.Machine, end.Token)).ToList();
        await Eventually.TrueAsync(() => engine.Calls.Count is 64, Ct);

        engine.Before = _ => Task.CompletedTask;
        await guard.Provider.StartAsync(ScriptedEngine.Machine, Ct);

        await end.CancelAsync();
        foreach (var wait in waits)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
