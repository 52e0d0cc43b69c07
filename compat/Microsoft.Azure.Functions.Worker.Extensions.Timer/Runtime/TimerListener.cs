using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>Starts the timer functions. A function that is still running when it is due again skips that occurrence.</summary>
internal sealed partial class TimerListener : BackgroundService
{
    // Task.Delay takes at most 49 days; a schedule may be further apart.
    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<(Function Function, TimerSchedule Schedule)> _timers;
    private readonly InvocationPipeline _pipeline;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<TimerListener> _logger;

    public TimerListener(
        FunctionIndex functions,
        InvocationPipeline pipeline,
        IServiceScopeFactory scopes,
        IConfiguration configuration,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<TimerListener> logger)
    {
        _timers = [.. functions.TriggeredBy<TimerTriggerAttribute>().Select(function =>
        {
            function.RequireParameters(typeof(TimerInfo), new HashSet<string>());
            return (function, TimerSchedule.Of(function, Trigger(function).Schedule, configuration));
        })];
        _pipeline = pipeline;
        _scopes = scopes;
        _time = time;
        _lifetime = lifetime;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A worker that fails to start, for its address is taken, must not have run any timer.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (_lifetime.ApplicationStarted.Register(() => started.TrySetResult()))
        {
            await started.Task.WaitAsync(stoppingToken);
        }

        await Task.WhenAll(_timers.Select(timer => RunAsync(timer.Function, timer.Schedule)));
    }

    // Hosted services are stopped one after the other; timers end at once when stopping begins.
    private async Task RunAsync(Function function, TimerSchedule schedule)
    {
        var stopping = _lifetime.ApplicationStopping;
        var last = default(DateTimeOffset);
        try
        {
            if (Trigger(function).RunOnStartup)
            {
                last = _time.GetUtcNow();
                await InvokeAsync(function, schedule, default, stopping);
            }

            while (true)
            {
                var due = schedule.After(Later(_time.GetUtcNow(), last));
                await WaitUntilAsync(due, stopping);
                await InvokeAsync(function, schedule, last, stopping);
                last = due;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.Stopped(_logger, function.Name);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken stopping)
    {
        // A timer may fire a little before its time, and the clock may be set: ask the clock again.
        while (due - _time.GetUtcNow() is var rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest < _longestDelay ? rest : _longestDelay, _time, stopping);
        }
    }

    private async Task InvokeAsync(
        Function function, TimerSchedule schedule, DateTimeOffset last, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();

        var now = _time.GetUtcNow();
        var timer = new TimerInfo
        {
            ScheduleStatus = Trigger(function).UseMonitor
                ? new ScheduleStatus
                {
                    Last = last.UtcDateTime,
                    Next = schedule.After(now).UtcDateTime,
                    LastUpdated = last.UtcDateTime,
                }
                : null,
        };

        await using var services = _scopes.CreateAsyncScope();
        using var invocation = new Invocation(function, services.ServiceProvider, timer, stopping);
        using var scope = invocation.BeginLogScope(_logger);
        try
        {
            await _pipeline.RunAsync(invocation);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.Interrupted(_logger, function.Name);
        }
        catch (Exception exception)
        {
            Log.Failed(_logger, exception, function.Name, invocation.InvocationId);
            invocation.RecordFailure(exception);
        }
    }

    private static TimerTriggerAttribute Trigger(Function function) => (TimerTriggerAttribute)function.Trigger;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Function {FunctionName} failed (invocation {InvocationId}).")]
        public static partial void Failed(
            ILogger logger, Exception exception, string functionName, string invocationId);

        [LoggerMessage(LogLevel.Information, "Function {FunctionName} was interrupted because the worker stops.")]
        public static partial void Interrupted(ILogger logger, string functionName);

        [LoggerMessage(LogLevel.Debug, "The timer of function {FunctionName} stopped.")]
        public static partial void Stopped(ILogger logger, string functionName);
    }
}
