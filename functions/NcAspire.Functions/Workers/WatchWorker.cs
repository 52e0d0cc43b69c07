using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Functions.Workers;

/// <summary>
/// Follows the notices of every backend and looks at each machine they name, at once, as a health pass would. Notices are hints: what is
/// lost while a backend is away, or when too much happens at once, the next pass sees.
/// </summary>
internal sealed partial class WatchWorker(
    ComputeProviders providers, ObserveInstances observe, WatchOptions options, TimeProvider clock, ILogger<WatchWorker> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(providers.All.Select(provider => FollowAsync(provider, stoppingToken)));

    private Task FollowAsync(IComputeProvider provider, CancellationToken cancellationToken)
    {
        var notices = new NoticeQueue(options.Waiting);
        return Task.WhenAll(
            Enumerable.Range(0, options.Concurrency)
                .Select(_ => LookAsync(provider, notices, cancellationToken))
                .Append(ListenAsync(provider, notices, cancellationToken)));
    }

    private async Task ListenAsync(IComputeProvider provider, NoticeQueue notices, CancellationToken cancellationToken)
    {
        var delay = options.FirstDelay;
        var isAway = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (isAway)
                {
                    // A stream of notices does not say that it works. Whoever tells what he has is back; what happened meanwhile, a pass sees.
                    await provider.CapacityAsync(cancellationToken);
                    Log.Back(logger, provider.Name);
                    (isAway, delay) = (false, options.FirstDelay);
                    await observe.ExecuteAsync(cancellationToken);
                }

                await foreach (var machine in provider.WatchAsync(cancellationToken))
                {
                    delay = options.FirstDelay;
                    if (!notices.TryAdd(machine))
                    {
                        Log.TooMany(logger, provider.Name, machine);
                    }
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ProviderException exception)
            {
                if (!isAway)
                {
                    Log.Away(logger, provider.Name, exception.Message);
                }

                isAway = true;
            }
            catch (Exception exception)
            {
                // The edge of the process: the database is away, or a bug. The health pass goes on meanwhile.
                Log.Faulted(logger, provider.Name, exception);
            }

            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < options.LongestDelay ? delay * 2 : options.LongestDelay;
        }
    }

    private async Task LookAsync(IComputeProvider provider, NoticeQueue notices, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var machine in notices.ReadAllAsync(cancellationToken))
            {
                await Task.Delay(options.Settle, clock, cancellationToken);
                notices.Begin(machine);
                try
                {
                    await observe.ExecuteAsync(provider.Name, machine, cancellationToken);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    // As above; the next pass looks at it again.
                    Log.NotSeen(logger, machine, exception);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // This process stops; another one, or its next life, makes a pass.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The backend {Provider} is away: {Reason} Its instances stay as they are, and it is asked again until it is back.")]
        public static partial void Away(ILogger logger, string provider, string reason);

        [LoggerMessage(LogLevel.Information, "The backend {Provider} is back.")]
        public static partial void Back(ILogger logger, string provider);

        [LoggerMessage(LogLevel.Warning, "More happens on {Provider} than can be looked at; {Machine} waits for the next health pass.")]
        public static partial void TooMany(ILogger logger, string provider, string machine);

        [LoggerMessage(LogLevel.Error, "Following what happens on {Provider} is interrupted; it goes on as soon as possible.")]
        public static partial void Faulted(ILogger logger, string provider, Exception exception);

        [LoggerMessage(LogLevel.Warning, "{Machine} could not be looked at after a notice; the next health pass does.")]
        public static partial void NotSeen(ILogger logger, string machine, Exception exception);
    }
}
