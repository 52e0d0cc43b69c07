using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Signals;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.WhatsApp;

/// <summary>Begins to link a phone, or joins the attempt that is going on, and waits for its first code.</summary>
public sealed class StartLink(
    IInstanceStore instances, ILinkStore links, LinkHandover handover, ISignals signals, LinkOptions options, IAuditLog audit, TimeProvider clock)
{
    public async Task<StartLinkOutcome> ExecuteAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(user, slug, cancellationToken) is not { Instance: var instance } found)
        {
            return new StartLinkOutcome.NotFound();
        }

        if (instance.Status is not InstanceStatus.Running || found.Operation is { Kind: not OperationKind.Configure })
        {
            return new StartLinkOutcome.NotRunning(instance.Status);
        }

        using var changed = signals.OfInstance(instance.Id);
        var worker = Guid.NewGuid();
        var claim = await links.BeginAsync(
            instance.Id, worker, options.Lease, options.Lifetime, LinkMessages.Starting, cancellationToken);
        if (claim is null)
        {
            return new StartLinkOutcome.NotFound();
        }

        if (claim.Mine)
        {
            handover.Add(new HeldLink(claim.Link, worker));
            await audit.AddAsync(new AuditEntry(actor, instance.Id, "whatsapp.link", null), cancellationToken);
        }

        return await FirstCodeAsync(instance.Id, changed, cancellationToken);
    }

    private async Task<StartLinkOutcome> FirstCodeAsync(InstanceId instance, ISignal changed, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.FirstCode + TimeSpan.FromSeconds(10), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            while (true)
            {
                switch (await links.FindAsync(instance, either.Token))
                {
                    case { Stage: LinkStage.Waiting, QrDataUrl: { } code } link:
                        return new StartLinkOutcome.Shown(link, code);
                    case { Stage: LinkStage.Scanned or LinkStage.Connected }:
                        return new StartLinkOutcome.AlreadyLinked(
                            (await instances.FindAsync(instance, either.Token))?.Instance.WhatsAppSelf);
                    case { IsOver: true } link:
                        return new StartLinkOutcome.Unreachable(link.Message);
                    case null:
                        return new StartLinkOutcome.NotFound();
                }

                await changed.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StartLinkOutcome.Unreachable(LinkMessages.Unreachable);
        }
    }
}
