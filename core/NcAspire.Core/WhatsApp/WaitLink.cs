using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Signals;

namespace NcAspire.Core.WhatsApp;

/// <summary>Waits until the phone is connected, the attempt is over, or another code replaced the one being shown. Reads the database only.</summary>
public sealed class WaitLink(IInstanceStore instances, ISignals signals, TimeProvider clock)
{
    public async Task<WaitLinkOutcome> ExecuteAsync(
        UserId user, Slug slug, string? currentQrDataUrl, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(user, slug, cancellationToken) is not { Instance.Id: var instance })
        {
            return new WaitLinkOutcome.NotFound();
        }

        using var changed = signals.OfInstance(instance);
        using var patience = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        while (true)
        {
            if (await instances.FindAsync(instance, cancellationToken) is not { } detail)
            {
                return new WaitLinkOutcome.NotFound();
            }

            if (detail.Link is not { } link || IsHistory(link, detail.Instance))
            {
                return new WaitLinkOutcome.Now(false, "No code is being shown. Ask for one first.", null);
            }

            var rotated = currentQrDataUrl is not null && link.QrDataUrl is not null && link.QrDataUrl != currentQrDataUrl;
            if (link.IsOver || rotated || !await ChangedAsync(changed, either.Token, cancellationToken))
            {
                return new WaitLinkOutcome.Now(link.Stage is LinkStage.Connected, link.Message, link.QrDataUrl);
            }
        }
    }

    // The attempt ended well, and the phone was unlinked since.
    private static bool IsHistory(WhatsAppLink link, Instance instance) =>
        link.Stage is LinkStage.Connected && instance.WhatsApp is (WhatsAppState.NotLinked or WhatsAppState.LoggedOut);

    private static async Task<bool> ChangedAsync(ISignal changed, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(patience);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
