using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.WhatsApp;

/// <summary>
/// The one wait loop of a linking instance: asks the gateway for a code, follows its rotation, and writes each code and stage into the
/// link row, from where everybody reads. A loop whose process died is taken over by another one; the gateway then answers the same code.
/// </summary>
public sealed partial class LinkRunner(
    IInstanceStore instances,
    ILinkStore links,
    IGateway gateway,
    ComputeProviders providers,
    WorkerIdentity worker,
    LinkOptions options,
    TimeProvider clock,
    ILogger<LinkRunner> logger)
{
    public async Task RunAsync(WhatsAppLink link, CancellationToken cancellationToken)
    {
        try
        {
            if (await EndpointAsync(link.Instance, cancellationToken) is { } endpoint)
            {
                await FollowAsync(link, endpoint, cancellationToken);
            }
            else
            {
                await WriteAsync(link, LinkStage.Cancelled, null, LinkMessages.Cancelled, cancellationToken);
            }
        }
        catch (ProviderException exception)
        {
            Log.Failed(logger, link.Instance, exception);
            await WriteAsync(link, LinkStage.Unreachable, null, exception.Message, cancellationToken);
        }
    }

    private async Task FollowAsync(WhatsAppLink link, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        switch (await gateway.StartLoginAsync(endpoint, options.FirstCode, cancellationToken))
        {
            case QrStart.AlreadyLinked:
                await ConfirmAsync(link, endpoint, cancellationToken);
                break;
            case QrStart.Failed failed:
                Log.Refused(logger, link.Instance, failed.Reason);
                await WriteAsync(link, LinkStage.Unreachable, null, LinkMessages.Unreachable, cancellationToken);
                break;
            case QrStart.Shown shown:
                await WaitForScanAsync(link, endpoint, shown.QrDataUrl, cancellationToken);
                break;
        }
    }

    private async Task WaitForScanAsync(
        WhatsAppLink link, GatewayEndpoint endpoint, string code, CancellationToken cancellationToken)
    {
        while (await WriteAsync(link, LinkStage.Waiting, code, LinkMessages.Waiting, cancellationToken))
        {
            var left = link.ExpiresAt - clock.GetUtcNow();
            var wait = left <= TimeSpan.Zero
                ? new QrWait.Expired()
                : await gateway.WaitLoginAsync(endpoint, code, left < options.Poll ? left : options.Poll, cancellationToken);
            switch (wait)
            {
                case QrWait.Linked:
                    await ConfirmAsync(link, endpoint, cancellationToken);
                    return;
                case QrWait.Rotated rotated:
                    code = rotated.QrDataUrl;
                    break;
                case QrWait.Expired:
                    await WriteAsync(link, LinkStage.Expired, null, LinkMessages.Expired, cancellationToken);
                    return;
                case QrWait.Failed failed:
                    Log.Refused(logger, link.Instance, failed.Reason);
                    await WriteAsync(link, LinkStage.Unreachable, null, LinkMessages.Unreachable, cancellationToken);
                    return;
            }
        }
    }

    // "Linked" is the phone's word. The gateway then restarts its connection once (code 515); only its own "connected" counts.
    private async Task ConfirmAsync(WhatsAppLink link, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (await WriteAsync(link, LinkStage.Scanned, null, LinkMessages.Scanned, cancellationToken))
        {
            var report = await gateway.WhatsAppAsync(endpoint, cancellationToken);
            if (report is { Linked: true, Connected: true })
            {
                await instances.SetObservedAsync(link.Instance, live: true, WhatsAppState.Connected, report.Self, cancellationToken);
                await WriteAsync(link, LinkStage.Connected, null, LinkMessages.Connected, cancellationToken);
                return;
            }

            if (clock.GetElapsedTime(start) > options.Connect)
            {
                await instances.SetObservedAsync(link.Instance, live: true, report.State, report.Self, cancellationToken);
                await WriteAsync(link, LinkStage.Unreachable, null, LinkMessages.NotConnected, cancellationToken);
                return;
            }

            await Task.Delay(options.ConnectPoll, clock, cancellationToken);
        }
    }

    private async Task<GatewayEndpoint?> EndpointAsync(InstanceId id, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(id, cancellationToken) is not { Instance: var instance })
        {
            return null;
        }

        var state = await providers.For(instance.Provider).InspectAsync(instance.ContainerName, cancellationToken);
        return state.Endpoint;
    }

    private Task<bool> WriteAsync(
        WhatsAppLink link, LinkStage stage, string? code, string message, CancellationToken cancellationToken) =>
        links.WriteAsync(link.Instance, link.Attempt, worker.Id, options.Lease, stage, code, message, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The gateway of {Instance} could not be asked while linking.")]
        public static partial void Failed(ILogger logger, InstanceId instance, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The gateway of {Instance} gave no code: {Reason}")]
        public static partial void Refused(ILogger logger, InstanceId instance, string reason);
    }
}
