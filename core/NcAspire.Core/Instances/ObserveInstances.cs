using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>
/// One pass over all instances that should run: asks each gateway, writes down what it saw, and queues a start where the machine is
/// gone or has exited, or a restart where the gateway has long been silent. Passes may overlap and may be missed; each looks at the state only.
/// </summary>
public sealed partial class ObserveInstances(
    IInstanceStore instances,
    ComputeProviders providers,
    IGateway gateway,
    InstanceOptions options,
    TimeProvider clock,
    ILogger<ObserveInstances> logger)
{
    private const int Concurrency = 16;

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var running = await instances.ListRunningAsync(cancellationToken);
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(running, bounded, async (instance, token) =>
        {
            try
            {
                await ObserveAsync(instance, token);
            }
            catch (Exception exception) when (!token.IsCancellationRequested)
            {
                // The next pass asks again; one instance that cannot be asked must not keep the others from being asked.
                Log.Unknown(logger, instance.Slug, exception);
            }
        });
    }

    private async Task ObserveAsync(Instance instance, CancellationToken cancellationToken)
    {
        var state = await providers.For(instance.Provider).InspectAsync(instance.ContainerName, cancellationToken);
        if (state.Phase is not MachinePhase.Running)
        {
            Log.Down(logger, instance.Slug, state.Phase);
            await RequestAsync(instance, OperationKind.Start, cancellationToken);
            return;
        }

        if (state.Endpoint is not { } endpoint || !await gateway.IsLiveAsync(endpoint, cancellationToken))
        {
            Log.Silent(logger, instance.Slug);
            if (clock.GetUtcNow() - (instance.LastHealthAt ?? instance.UpdatedAt) > options.LongestSilence)
            {
                await RequestAsync(instance, OperationKind.Restart, cancellationToken);
            }

            return;
        }

        var report = await gateway.WhatsAppAsync(endpoint, cancellationToken);
        await instances.SetObservedAsync(instance.Id, live: true, report.State, report.Self, cancellationToken);
    }

    private Task RequestAsync(Instance instance, OperationKind kind, CancellationToken cancellationToken) => instances.RequestAsync(
        instance.Id,
        new InstanceChange(OperationId.New(clock), kind, null, [InstanceStatus.Running], WhenIdle: true),
        actor: null,
        cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The machine of {Slug} is {Phase}; it is started again.")]
        public static partial void Down(ILogger logger, Slug slug, MachinePhase phase);

        [LoggerMessage(LogLevel.Warning, "The gateway of {Slug} runs but does not answer.")]
        public static partial void Silent(ILogger logger, Slug slug);

        [LoggerMessage(LogLevel.Warning, "The health of {Slug} is unknown.")]
        public static partial void Unknown(ILogger logger, Slug slug, Exception exception);
    }
}
