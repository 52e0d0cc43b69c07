using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Relay;

namespace NcAspire.Relay;

/// <summary>Writes every second what was used, and once more at the end.</summary>
internal sealed partial class UsageWriter(UsageLedger ledger, TimeProvider clock, ILogger<UsageWriter> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>The server has answered its last request by now: it is stopped before.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ledger.FlushAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // It stays in memory and counts there; the next write takes it along.
            Log.NotWritten(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What instances have used could not be written; it is tried again.")]
        public static partial void NotWritten(ILogger logger, Exception fault);
    }
}
