using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NcAspire.Compat.Functions.Tests;

public sealed class TimerTests
{
    private readonly Journal _journal = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 31, 23, 58, 30, TimeSpan.Zero));
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_timer_runs_at_every_occurrence_and_knows_its_neighbours()
    {
        await using var worker = await StartAsync(typeof(EveryMinute));

        await AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("ran at 23:59:00, last 00:00:00, next 00:00:00", await _journal.NextAsync());

        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("ran at 00:00:00, last 23:59:00, next 00:01:00", await _journal.NextAsync());
        Assert.Empty(_journal.Rest());
    }

    [Fact]
    public async Task A_timer_never_overlaps_with_itself_and_skips_what_it_misses()
    {
        _gate.Close();
        await using var worker = await StartAsync(typeof(EveryMinute));

        await AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("ran at 23:59:00", await _journal.NextAsync(), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromMinutes(3.5));
        Assert.Empty(_journal.Rest());

        _gate.Open();
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("ran at 00:03:00", await _journal.NextAsync(), StringComparison.Ordinal);
        Assert.Empty(_journal.Rest());
    }

    [Fact]
    public async Task A_timer_that_runs_on_startup_runs_before_its_first_occurrence_and_without_a_monitor_is_told_nothing()
    {
        await using var worker = await StartAsync(typeof(OnStartup));

        Assert.Equal("ran, status: False, past due: False", await _journal.NextAsync());
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("ran, status: False, past due: False", await _journal.NextAsync());
    }

    [Fact]
    public async Task A_timer_that_fails_is_logged_and_runs_again()
    {
        await using var worker = await StartAsync(typeof(Failing));

        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("fails", await _journal.NextAsync());
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("fails", await _journal.NextAsync());

        var line = worker.Log.All.First(line => line.Level == LogLevel.Error);
        Assert.StartsWith("Function Failing failed", line.Text, StringComparison.Ordinal);
        Assert.Equal("tick", line.Exception?.Message);
    }

    [Fact]
    public async Task A_timer_passes_the_middlewares_and_has_no_HttpContext()
    {
        await using var worker = await StartAsync(
            builder => builder.UseMiddleware(async (context, next) =>
            {
                _journal.Add($"middleware, web: {context.GetHttpContext() is not null}");
                await next();
            }),
            typeof(OnStartup));

        Assert.Equal("middleware, web: False", await _journal.NextAsync());
        Assert.StartsWith("ran", await _journal.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_cancels_the_run_that_is_under_way_and_no_other_follows()
    {
        _gate.Close();
        await using var worker = await StartAsync(typeof(EveryMinute));
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        await _journal.NextAsync();

        await worker.StopAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(["cancelled"], _journal.Rest());
        Assert.DoesNotContain(worker.Log.All, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_occurrence_in_the_far_future_is_awaited()
    {
        await using var worker = await StartAsync(typeof(Yearly));
        for (var day = 0; day < 333; day++)
        {
            await AdvanceAsync(TimeSpan.FromDays(1));
        }

        Assert.Empty(_journal.Rest());
        await AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal("yearly at 2026-12-31", await _journal.NextAsync());
    }

    [Fact]
    public async Task No_timer_runs_in_a_worker_that_fails_to_start()
    {
        await using var other = await StartAsync(typeof(Yearly));
        var address = other.Client.BaseAddress ?? throw new InvalidOperationException("There is no address.");
        await Assert.ThrowsAsync<IOException>(() => StartAsync(
            builder => builder.Configuration["urls"] = address.ToString(), typeof(OnStartup)));
        Assert.Empty(_journal.Rest());
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        await _clock.ArmedAsync();
        _clock.Advance(by);
    }

    private Task<Worker> StartAsync(Type functions) => StartAsync(_ => { }, functions);

    private Task<Worker> StartAsync(Action<FunctionsApplicationBuilder> configure, Type functions) => Worker.StartAsync(
        builder =>
        {
            builder.Configuration["MINUTELY"] = "0 * * * * *";
            builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton(_journal).AddSingleton(_gate);
            configure(builder);
        },
        functions);

    internal sealed class Gate
    {
        private TaskCompletionSource _open = new();

        public Gate() => _open.SetResult();

        public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open.SetResult();

        public Task PassAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);
    }

    internal sealed class EveryMinute(Journal journal, TimeProvider time, Gate gate)
    {
        [Function("EveryMinute")]
        public async Task RunAsync([TimerTrigger("%MINUTELY%")] TimerInfo timer, CancellationToken cancellationToken)
        {
            var status = timer.ScheduleStatus ?? throw new InvalidOperationException("There is no status.");
            journal.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"ran at {time.GetUtcNow():HH:mm:ss}, last {status.Last:HH:mm:ss}, next {status.Next:HH:mm:ss}"));
            try
            {
                await gate.PassAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                journal.Add("cancelled");
                throw;
            }
        }
    }

    internal sealed class OnStartup(Journal journal)
    {
        [Function("OnStartup")]
        public Task RunAsync(
            [TimerTrigger("*/10 * * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, FunctionContext context)
        {
            journal.Add($"ran, status: {timer.ScheduleStatus is not null}, past due: {timer.IsPastDue}");
            return Task.FromResult(context);
        }
    }

    internal sealed class Failing(Journal journal)
    {
        [Function("Failing")]
        public Task RunAsync([TimerTrigger("*/10 * * * * *")] TimerInfo timer)
        {
            journal.Add("fails");
            throw new InvalidOperationException("tick");
        }
    }

    internal sealed class Yearly(Journal journal, TimeProvider time)
    {
        [Function("Yearly")]
        public Task RunAsync([TimerTrigger("0 0 0 31 12 *")] TimerInfo timer)
        {
            journal.Add(string.Create(CultureInfo.InvariantCulture, $"yearly at {time.GetUtcNow():yyyy-MM-dd}"));
            return Task.CompletedTask;
        }
    }
}
