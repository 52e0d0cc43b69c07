using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>Calls that are broken off, take too long, or see the guard end and come back.</summary>
public sealed class LifetimeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_whose_asker_goes_away_is_broken_off()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine, isSocket: true);
        var brokenOff = new TaskCompletionSource();
        engine.Before = token =>
        {
            token.Register(brokenOff.SetResult);
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };

        await BreakOffAsync(engine, token => guard.Provider.LogsAsync(ScriptedEngine.Machine, 1, token));

        await brokenOff.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Ct);
        await Eventually.TrueAsync(() => guard.Log.ToString().Contains("The caller went away.", StringComparison.Ordinal), Ct);
    }

    [Fact]
    public async Task A_change_whose_asker_goes_away_comes_to_its_end()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(
            engine, isSocket: true, ("Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.Connections", "Debug"));
        var work = new TaskCompletionSource();
        var isBrokenOff = false;
        engine.Before = async token =>
        {
            await using var watching = token.Register(() => isBrokenOff = true);
            await work.Task;
        };

        await BreakOffAsync(engine, token => guard.Provider.StartAsync(ScriptedEngine.Machine, token));
        await Eventually.TrueAsync(() => guard.Log.ToString().Contains("disconnect", StringComparison.OrdinalIgnoreCase), Ct);
        work.SetResult();

        await Eventually.TrueAsync(() => guard.Log.ToString().Contains($"start {ScriptedEngine.Machine} (instance -): done (200)", StringComparison.Ordinal), Ct);
        Assert.False(isBrokenOff);
    }

    [Fact]
    public async Task An_engine_that_takes_too_long_is_a_transient_fault()
    {
        var engine = new ScriptedEngine();
        var clock = new FakeClock(DateTimeOffset.UnixEpoch);
        await using var guard = await TestGuard.StartAsync(builder => builder.AddEngine(engine, clock));
        engine.Before = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var call = guard.Provider.InspectAsync(ScriptedEngine.Machine, Ct);
        await Eventually.TrueAsync(() => engine.Calls.Count is 1, Ct);

        clock.Advance(TimeSpan.FromSeconds(15));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => call);
        Assert.Equal(("The Docker engine did not answer in time.", true), (fault.Message, fault.IsTransient));
    }

    [Fact]
    public async Task A_guard_that_says_nothing_is_given_up()
    {
        await using var silent = new CannedServer(answer: null);
        await using var guard = await TestGuard.StartAsync(new ScriptedEngine());
        var clock = new FakeClock(DateTimeOffset.UnixEpoch);
        var call = guard.NewCaller(silent.Address, clock: clock).InspectAsync(ScriptedEngine.Machine, Ct);
        await Eventually.TrueAsync(() => clock.IsArmed(TimeSpan.FromMinutes(1)), Ct);

        clock.Advance(TimeSpan.FromMinutes(1));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => call);
        Assert.Equal(("The Docker guard does not answer.", true), (fault.Message, fault.IsTransient));
    }

    [Fact]
    public async Task A_caller_does_not_notice_that_an_idle_guard_was_restarted()
    {
        var engine = new ScriptedEngine();
        await using var first = await TestGuard.StartAsync(engine, isSocket: true);
        await first.Provider.StartAsync(ScriptedEngine.Machine, Ct);
        await first.StopAsync();
        await using var second = await TestGuard.StartAsync(engine, first);

        await first.Provider.StartAsync(ScriptedEngine.Machine, Ct);

        Assert.Equal([$"start {ScriptedEngine.Machine}", $"start {ScriptedEngine.Machine}"], engine.Calls);
    }

    [Fact]
    public async Task A_wait_goes_on_past_its_slices_and_a_restart_of_the_guard()
    {
        var engine = new ScriptedEngine { State = new MachineState(MachinePhase.Exited, ExitCode: 0) };
        var clock = new FakeClock(DateTimeOffset.UnixEpoch);
        await using var first = await TestGuard.StartAsync(builder => builder.AddEngine(engine, clock), isSocket: true);
        engine.Before = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var wait = first.Provider.WaitAsync(ScriptedEngine.Machine, Ct);
        await Eventually.TrueAsync(() => engine.Calls.Count is 1, Ct);

        clock.Advance(TimeSpan.FromSeconds(25));
        await Eventually.TrueAsync(() => engine.Calls.Count is 2, Ct);
        Assert.False(wait.IsCompleted);

        await first.StopAsync();
        Assert.False(wait.IsCompleted);
        engine.Before = _ => Task.CompletedTask;
        await using var second = await TestGuard.StartAsync(engine, first);

        Assert.Equal(engine.State, await wait);
    }

    [Fact]
    public async Task A_guard_that_is_asked_to_end_lets_a_change_come_to_its_end()
    {
        var engine = new ScriptedEngine();
        await using var guard = await TestGuard.StartAsync(engine, isSocket: true);
        var work = new TaskCompletionSource();
        engine.Before = _ => work.Task;
        var call = guard.Provider.StartAsync(ScriptedEngine.Machine, Ct);
        await Eventually.TrueAsync(() => engine.Calls.Count is 1, Ct);

        var stop = guard.StopAsync();
        await Eventually.TrueAsync(() => !File.Exists(guard.Address["unix://".Length..]), Ct);
        work.SetResult();

        await call;
        await stop;
    }

    private static async Task BreakOffAsync(ScriptedEngine engine, Func<CancellationToken, Task> call)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var calling = call(end.Token);
        await Eventually.TrueAsync(() => engine.Calls.Count is 1, Ct);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
    }
}
