using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Telemetry;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>
/// Looks at instances that should run: writes down what it sees where that is new, and queues a start where the machine is gone or has
/// exited, or a restart where the gateway has long been silent. All of them in a pass, or one that a backend gave notice of: the same
/// way. Passes and notices may overlap, be missed and be repeated; each looks at the state only.
/// </summary>
public sealed partial class ObserveInstances(
    IObservationStore observations,
    ComputeProviders providers,
    IGateway gateway,
    InstanceOptions options,
    MachineOptions machines,
    Measures measures,
    TimeProvider clock,
    ILogger<ObserveInstances> logger)
{
    private const int Concurrency = 16;

    // A backend that is away would cost each of its instances a timeout. One fault may be about one machine.
    private const int FaultsUntilAway = 5;

    /// <summary>Looks at all of them.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var faults = new ConcurrentDictionary<string, int>();
        var running = await observations.ListRunningAsync(cancellationToken);
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(running, bounded, async (instance, token) =>
        {
            if (faults.GetValueOrDefault(instance.Provider) < FaultsUntilAway && !await TryObserveAsync(instance, token))
            {
                faults.AddOrUpdate(instance.Provider, 1, (_, count) => count + 1);
            }
        });

        measures.SweepDone(clock.GetElapsedTime(start));
        foreach (var (provider, count) in faults)
        {
            Log.Away(logger, provider, count);
        }
    }

    /// <summary>Looks at the one with this machine, if it should run and nobody acts on it.</summary>
    public async Task ExecuteAsync(string provider, string machine, CancellationToken cancellationToken)
    {
        if (await observations.FindRunningAsync(provider, machine, cancellationToken) is { } instance)
        {
            await TryObserveAsync(instance, cancellationToken);
        }
    }

    // False when the backend did not answer.
    private async Task<bool> TryObserveAsync(Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            var state = await InspectAsync(instance, cancellationToken);
            if (state is not null)
            {
                await ObserveAsync(instance, state, cancellationToken);
            }

            return state is not null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next pass asks again; one instance that cannot be asked must not keep the others from being asked.
            Log.Unknown(logger, instance.Slug, exception);
            return true;
        }
    }

    private async Task<MachineState?> InspectAsync(Instance instance, CancellationToken cancellationToken)
    {
        try
        {
            return await providers.For(instance.Provider).InspectAsync(instance.ContainerName, cancellationToken);
        }
        catch (ProviderException exception) when (exception.IsTransient)
        {
            Log.Unreachable(logger, instance.Slug, exception.Message);
            return null;
        }
    }

    private async Task ObserveAsync(Instance instance, MachineState state, CancellationToken cancellationToken)
    {
        if (state.Phase is not MachinePhase.Running)
        {
            Log.Down(logger, instance.Slug, state.Phase, state.ExitCode);
            await MendAsync(instance, OperationKind.Start, state, Incidents.Of(state, instance.MemoryBytes), cancellationToken);
            return;
        }

        await WriteMachineAsync(instance, state, cancellationToken);
        if (state.Endpoint is { } endpoint && await AskAsync(endpoint, cancellationToken) is { } report)
        {
            await WriteGatewayAsync(instance, report, cancellationToken);
            return;
        }

        Log.Silent(logger, instance.Slug);
        if (clock.GetUtcNow() - (instance.LastHealthAt ?? instance.UpdatedAt) > options.LongestSilence)
        {
            await MendAsync(instance, OperationKind.Restart, state, Incidents.Silent(options.LongestSilence), cancellationToken);
        }
    }

    // Null when it is silent. One that says that it lives, and then does not answer what it is asked, is of no more use.
    private async Task<WhatsAppReport?> AskAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await gateway.IsLiveAsync(endpoint, cancellationToken) ? await gateway.WhatsAppAsync(endpoint, cancellationToken) : null;
        }
        catch (ProviderException exception) when (exception.IsTransient)
        {
            return null;
        }
    }

    private async Task WriteMachineAsync(Instance instance, MachineState state, CancellationToken cancellationToken)
    {
        if (state.Restarts != instance.RestartsSeen)
        {
            var incident = Incidents.OfRestart(state, instance.MemoryBytes);
            if (await observations.RecordRestartsAsync(instance.Id, state.Restarts, incident, options.CrashBudget, cancellationToken))
            {
                measures.GatewayEnded(incident.Kind);
                Log.RestartedByBackend(logger, instance.Slug, state.Restarts);
            }
        }

        var drift = Drift.Of(state);
        if (!drift.SequenceEqual(instance.Drift))
        {
            Log.Drifted(logger, instance.Slug, drift.Count);
            await observations.SetDriftAsync(instance.Id, drift, cancellationToken);
        }
    }

    private async Task WriteGatewayAsync(Instance instance, WhatsAppReport report, CancellationToken cancellationToken)
    {
        var seen = LinkSight.Of(report);
        if ((seen.State, seen.Code) != (instance.WhatsApp, instance.WhatsAppCode))
        {
            Log.Link(logger, instance.Slug, seen.State, seen.Code, report.LastError);
        }

        var isNews = seen != new LinkSight(instance.WhatsApp, seen.Self is null ? null : instance.WhatsAppSelf, instance.WhatsAppCode);
        if (isNews || instance.LastHealthAt is not { } last || clock.GetUtcNow() - last > options.HealthRefresh)
        {
            await observations.SetObservedAsync(instance.Id, seen, cancellationToken);
        }

        if (!report.Channels.ToHashSet().SetEquals(instance.Channels))
        {
            await observations.SetChannelsAsync(instance.Id, report.Channels, cancellationToken);
        }
    }

    private async Task MendAsync(
        Instance instance, OperationKind mend, MachineState state, Failure incident, CancellationToken cancellationToken)
    {
        var end = new UnplannedEnd(
            instance.Id,
            mend,
            OperationId.New(clock),
            incident,
            state.Restarts,
            ends => Failures.CrashLoop(ends, options.CrashWindow, state, instance.MemoryBytes));
        var outcome = await observations.RecordEndAsync(end, options.CrashBudget, cancellationToken);
        if (outcome is not EndOutcome.LeftAlone)
        {
            measures.GatewayEnded(incident.Kind);
        }

        if (outcome is EndOutcome.GivenUp)
        {
            Log.GivenUp(logger, instance.Slug, incident.Title);

            // One that hangs still runs, and nobody looks at it any more: it would hold memory that counts as free.
            if (state.Phase is MachinePhase.Running)
            {
                await providers.For(instance.Provider).StopAsync(instance.ContainerName, machines.StopGrace, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "WhatsApp of {Slug} is {State} (code {Code}): {Words}")]
        public static partial void Link(ILogger logger, Slug slug, WhatsAppState state, int? code, string? words);

        [LoggerMessage(LogLevel.Warning, "The machine of {Slug} is {Phase} (exit code {ExitCode}); it is started again.")]
        public static partial void Down(ILogger logger, Slug slug, MachinePhase phase, int? exitCode);

        [LoggerMessage(LogLevel.Warning, "The gateway of {Slug} runs but does not answer.")]
        public static partial void Silent(ILogger logger, Slug slug);

        [LoggerMessage(LogLevel.Warning, "The backend has started the gateway of {Slug} again by itself, {Restarts} times in all.")]
        public static partial void RestartedByBackend(ILogger logger, Slug slug, int restarts);

        [LoggerMessage(LogLevel.Warning, "The machine of {Slug} differs from its profile in {Count} ways.")]
        public static partial void Drifted(ILogger logger, Slug slug, int count);

        [LoggerMessage(LogLevel.Error, "The gateway of {Slug} keeps stopping and is not started again: {Incident}.")]
        public static partial void GivenUp(ILogger logger, Slug slug, string incident);

        [LoggerMessage(LogLevel.Debug, "The backend does not tell how {Slug} is: {Reason}")]
        public static partial void Unreachable(ILogger logger, Slug slug, string reason);

        [LoggerMessage(LogLevel.Warning, "The backend {Provider} was asked {Count} times in vain; how these instances are is unknown.")]
        public static partial void Away(ILogger logger, string provider, int count);

        [LoggerMessage(LogLevel.Warning, "The health of {Slug} is unknown.")]
        public static partial void Unknown(ILogger logger, Slug slug, Exception exception);
    }
}
