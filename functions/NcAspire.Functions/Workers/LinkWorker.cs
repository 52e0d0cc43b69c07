using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Functions.Workers;

/// <summary>Runs the wait loop of every attempt to link a phone that this process began, or took over from one that died.</summary>
internal sealed partial class LinkWorker(
    LinkHandover handover, LinkRunner runner, Alarm alarm, TimeProvider clock, ILogger<LinkWorker> logger) : BackgroundService
{
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(FollowOwnAsync(stoppingToken), FollowAbandonedAsync(stoppingToken));

    private async Task FollowOwnAsync(CancellationToken cancellationToken)
    {
        var loops = new HashSet<Task>();
        try
        {
            await foreach (var held in handover.ReadAllAsync(cancellationToken))
            {
                loops.RemoveWhere(l => l.IsCompleted);
                loops.Add(RunAsync(held, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(loops);
        }
    }

    private async Task FollowAbandonedAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var rung = alarm.Next;
                while (await runner.ClaimAbandonedAsync(cancellationToken) is { } held)
                {
                    handover.Add(held);
                }

                await rung.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.Faulted(logger, exception);
                await Task.Delay(_afterFault, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(HeldLink held, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(held, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // This process stops and has given the lease back: another one takes the attempt over.
        }
        catch (Exception exception)
        {
            // The edge of the process: the attempt is taken up again when its lease ends.
            Log.Faulted(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Linking a phone is interrupted; it goes on as soon as possible.")]
        public static partial void Faulted(ILogger logger, Exception exception);
    }
}
