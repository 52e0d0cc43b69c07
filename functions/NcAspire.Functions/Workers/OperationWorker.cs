using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Signals;
using NcAspire.Core.Workflows;

namespace NcAspire.Functions.Workers;

/// <summary>Carries out operations, some at once: as soon as one is signalled, and whenever the alarm rings.</summary>
internal sealed partial class OperationWorker(
    OperationRunner runner,
    ISignals signals,
    Alarm alarm,
    RunnerOptions options,
    TimeProvider clock,
    ILogger<OperationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => LoopAsync(stoppingToken)));

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        using var work = signals.OfWork();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var rung = alarm.Next;
                while (await runner.RunNextAsync(cancellationToken))
                {
                    // One operation may have made room for the next.
                }

                await Wake.OnAnyAsync(work, rung, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The edge of the process: the database is away, or a bug. The work itself is safe in its row.
                Log.Faulted(logger, exception);
                await Task.Delay(_afterFault, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Work is interrupted; it goes on as soon as possible.")]
        public static partial void Faulted(ILogger logger, Exception exception);
    }
}
