using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.Telemetry;

namespace NcAspire.Core.WhatsApp;

/// <summary>
/// The one wait loop of a linking instance: asks the gateway for a code, follows its rotation, and writes each code and stage into the
/// link row, from where everybody reads. A loop whose process died is taken over by another one; the gateway then answers the same code.
/// </summary>
public sealed partial class LinkRunner(
    IInstanceStore instances,
    IObservationStore observations,
    ILinkStore links,
    IGateway gateway,
    ComputeProviders providers,
    LinkOptions options,
    Measures measures,
    TimeProvider clock,
    ILogger<LinkRunner> logger)
{
    /// <summary>Takes over one attempt whose worker died, if there is one.</summary>
    public async Task<HeldLink?> ClaimAbandonedAsync(CancellationToken cancellationToken)
    {
        var worker = Guid.NewGuid();
        return await links.ClaimAbandonedAsync(worker, options.Lease, cancellationToken) is { } link ? new HeldLink(link, worker) : null;
    }

    public async Task RunAsync(HeldLink held, CancellationToken cancellationToken)
    {
        try
        {
            if (await EndpointAsync(held.Link.Instance, cancellationToken) is { } endpoint)
            {
                await FollowAsync(held, endpoint, cancellationToken);
            }
            else
            {
                await WriteAsync(held, LinkStage.Cancelled, null, LinkMessages.Cancelled, cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The code on the screen rotates: whoever goes on must not wait until the lease ends.
            await links.ReleaseAsync(held.Link.Instance, held.Worker, CancellationToken.None);
            throw;
        }
        catch (ProviderException exception)
        {
            Log.Failed(logger, held.Link.Instance, exception);
            await WriteAsync(held, LinkStage.Unreachable, null, exception.Message, cancellationToken);
        }
    }

    private async Task FollowAsync(HeldLink held, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        measures.LinkCameTo("started");
        switch (await gateway.StartLoginAsync(endpoint, options.FirstCode, cancellationToken))
        {
            case QrStart.AlreadyLinked:
                await ConfirmAsync(held, endpoint, cancellationToken);
                break;
            case QrStart.Failed failed:
                Log.Refused(logger, held.Link.Instance, failed.Reason);
                await WriteAsync(held, LinkStage.Unreachable, null, LinkMessages.Unreachable, cancellationToken);
                break;
            case QrStart.Shown shown:
                measures.LinkCameTo("shown");
                await WaitForScanAsync(held, endpoint, shown.QrDataUrl, cancellationToken);
                break;
        }
    }

    private async Task WaitForScanAsync(
        HeldLink held, GatewayEndpoint endpoint, string code, CancellationToken cancellationToken)
    {
        // Both times are the database's; from here on only this process's stopwatch counts, since its clock may be wrong.
        var lifetime = held.Link.ExpiresAt - held.Link.UpdatedAt;
        var start = clock.GetTimestamp();
        while (await WriteAsync(held, LinkStage.Waiting, code, LinkMessages.Waiting, cancellationToken))
        {
            var left = lifetime - clock.GetElapsedTime(start);
            var wait = left <= TimeSpan.Zero
                ? new QrWait.Expired()
                : await gateway.WaitLoginAsync(endpoint, code, left < options.Poll ? left : options.Poll, cancellationToken);
            switch (wait)
            {
                case QrWait.Linked:
                    measures.LinkCameTo("scanned");
                    await ConfirmAsync(held, endpoint, cancellationToken);
                    return;
                case QrWait.Rotated rotated:
                    code = rotated.QrDataUrl;
                    break;
                case QrWait.Expired:
                    await WriteAsync(held, LinkStage.Expired, null, LinkMessages.Expired, cancellationToken);
                    return;
                case QrWait.Failed failed:
                    Log.Refused(logger, held.Link.Instance, failed.Reason);
                    await WriteAsync(held, LinkStage.Unreachable, null, LinkMessages.Unreachable, cancellationToken);
                    return;
            }
        }
    }

    // "Linked" is the phone's word. The gateway then restarts its connection once (code 515); only its own "connected" counts.
    private async Task ConfirmAsync(HeldLink held, GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (await WriteAsync(held, LinkStage.Scanned, null, LinkMessages.Scanned, cancellationToken))
        {
            var report = await gateway.WhatsAppAsync(endpoint, cancellationToken);
            if (report is { Linked: true, Connected: true })
            {
                await observations.SetObservedAsync(held.Link.Instance, LinkSight.Of(report), cancellationToken);
                await WriteAsync(held, LinkStage.Connected, null, LinkMessages.Connected, cancellationToken);
                return;
            }

            if (clock.GetElapsedTime(start) > options.Connect)
            {
                await observations.SetObservedAsync(held.Link.Instance, LinkSight.Of(report), cancellationToken);
                await WriteAsync(held, LinkStage.Unreachable, null, LinkMessages.NotConnected, cancellationToken);
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
        HeldLink held, LinkStage stage, string? code, string message, CancellationToken cancellationToken)
    {
        if (stage is LinkStage.Connected or LinkStage.Expired or LinkStage.Unreachable)
        {
            measures.LinkCameTo(stage.ToString().ToLowerInvariant());
        }

        return links.WriteAsync(held.Link.Instance, held.Link.Attempt, held.Worker, options.Lease, stage, code, message, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The gateway of {Instance} could not be asked while linking.")]
        public static partial void Failed(ILogger logger, InstanceId instance, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The gateway of {Instance} gave no code: {Reason}")]
        public static partial void Refused(ILogger logger, InstanceId instance, string reason);
    }
}
