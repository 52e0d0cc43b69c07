using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;

namespace NcAspire.Core.WhatsApp;

/// <summary>Removes the link to the phone: the gateway logs out and forgets the credentials.</summary>
public sealed class Unlink(
    IInstanceStore instances,
    IObservationStore observations,
    ILinkStore links,
    IGateway gateway,
    ComputeProviders providers,
    IAuditLog audit)
{
    public async Task<UnlinkOutcome> ExecuteAsync(UserId user, Slug slug, Actor actor, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(user, slug, cancellationToken) is not { Instance: var instance })
        {
            return UnlinkOutcome.NotFound;
        }

        var state = await providers.For(instance.Provider).InspectAsync(instance.ContainerName, cancellationToken);
        if (instance.Status is not InstanceStatus.Running || state.Endpoint is not { } endpoint)
        {
            return UnlinkOutcome.NotRunning;
        }

        await links.CancelAsync(instance.Id, "WhatsApp was unlinked. Show a new code to link a phone.", cancellationToken);
        await gateway.LogoutAsync(endpoint, cancellationToken);
        await observations.SetObservedAsync(instance.Id, new LinkSight(WhatsAppState.NotLinked), cancellationToken);
        await audit.AddAsync(new AuditEntry(actor, instance.Id, "whatsapp.unlink", null), cancellationToken);
        return UnlinkOutcome.Unlinked;
    }
}
