using NcAspire.Core.Accounts;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Instances;

/// <summary>Asks the gateway of an instance how it is, now, and writes down what it saw. Every other read takes its answer from the row.</summary>
public sealed class CheckHealth(
    IInstanceStore instances, IObservationStore observations, ComputeProviders providers, IGateway gateway)
{
    /// <returns>Null when there is no such instance.</returns>
    public async Task<InstanceHealth?> ExecuteAsync(UserId user, Slug slug, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(user, slug, cancellationToken) is not { Instance: var instance })
        {
            return null;
        }

        var state = await providers.For(instance.Provider).InspectAsync(instance.ContainerName, cancellationToken);
        if (state.Endpoint is not { } endpoint)
        {
            return new InstanceHealth(false, false, instance.WhatsApp, "The gateway is not running. Start the instance to use it.");
        }

        var probe = await gateway.ProbeAsync(endpoint, cancellationToken);
        if (!probe.Ready)
        {
            return new InstanceHealth(
                probe.Live, false, instance.WhatsApp, "The gateway is starting or busy. Look again in a few seconds.");
        }

        var report = await gateway.WhatsAppAsync(endpoint, cancellationToken);
        await observations.SetObservedAsync(instance.Id, LinkSight.Of(report), cancellationToken);
        await observations.SetChannelsAsync(instance.Id, report.Channels, cancellationToken);
        return new InstanceHealth(true, true, report.State, Describe(report));
    }

    private static string Describe(WhatsAppReport report) => LinkTroubles.Of(report.State, report.Code) is { } trouble
        ? $"The gateway runs, but WhatsApp is not connected. {trouble.Cause} {trouble.Action}"
        : report.State is WhatsAppState.Connected
            ? "All is well: the gateway runs and WhatsApp is connected."
            : "The gateway runs. No phone is linked yet.";
}
