using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Workflows;

/// <summary>The steps that several workflows are made of.</summary>
public sealed class MachineSteps(
    IInstanceStore instances,
    IObservationStore observations,
    ILinkStore links,
    IGateway gateway,
    GatewayAccess access,
    GatewayReadiness readiness,
    MachineOptions options)
{
    // The volume of an instance that was never ready holds nothing yet. Later, a missing volume is a loss to be told, not mended.
    public Step Volume => new("volume", async (context, cancellationToken) =>
    {
        var (instance, provider) = (context.Instance, context.Provider);
        if (instance.ProvisionedAt is not null && !await provider.VolumeExistsAsync(instance.StateVolume, cancellationToken))
        {
            throw new StepFailedException(Failures.VolumeLost);
        }

        await provider.EnsureVolumeAsync(instance.Id, instance.StateVolume, cancellationToken);
        return null;
    }, async (context, cancellationToken) =>
    {
        // As it is now: the instance may have become ready in this very attempt, and then its volume is not ours to remove.
        if (await instances.FindAsync(context.Instance.Id, cancellationToken) is not { Instance.ProvisionedAt: not null })
        {
            await context.Provider.DeleteVolumeAsync(context.Instance.StateVolume, cancellationToken);
        }
    });

    public Step Machine => new("machine", async (context, cancellationToken) =>
    {
        await context.Provider.CreateAsync(Spec(context.Instance), cancellationToken);
        return null;
    }, (context, cancellationToken) => context.Provider.DeleteAsync(context.Instance.ContainerName, cancellationToken));

    public Step Configure => new("configure", async (context, cancellationToken) =>
    {
        var config = await RenderAsync(context, cancellationToken);
        var secrets = gateway.RenderSecrets(await access.RenewSecretsAsync(context.Instance, cancellationToken));
        await context.Provider.SeedFilesAsync(
            context.Instance.ContainerName, [.. gateway.PlaceConfig(config), .. secrets], cancellationToken);
        return null;
    });

    public Step Start => new("start", async (context, cancellationToken) =>
    {
        await context.Provider.StartAsync(context.Instance.ContainerName, cancellationToken);
        return null;
    }, EndAsync);

    public Step Ready => new("ready", async (context, cancellationToken) =>
    {
        // Between the attempts the whole stack may have gone down, and the started machine with it.
        var state = await context.Provider.InspectAsync(context.Instance.ContainerName, cancellationToken);
        if (context.Operation.Attempts > 1 && state.Phase is not MachinePhase.Running)
        {
            await context.Provider.StartAsync(context.Instance.ContainerName, cancellationToken);
        }

        await readiness.WaitAsync(context.Provider, context.Instance, cancellationToken);
        await AssureConfigAsync(context, cancellationToken);
        await ObserveAsync(context, cancellationToken);
        await instances.SetProvisionedAsync(context.Instance.Id, cancellationToken);
        return null;
    });

    // The link attempt goes first: its loop would otherwise report the stopping gateway as a fault of WhatsApp.
    public Step Stop => new("stop", async (context, cancellationToken) =>
    {
        await links.CancelAsync(context.Instance.Id, "The instance was stopped. Start it, then show a new code.", cancellationToken);
        await EndAsync(context, cancellationToken);
        return null;
    });

    public static Step RemoveMachine => new("remove-machine", async (context, cancellationToken) =>
    {
        await context.Provider.DeleteAsync(context.Instance.ContainerName, cancellationToken);
        return null;
    });

    public static Step RemoveVolume => new("remove-volume", async (context, cancellationToken) =>
    {
        await context.Provider.DeleteVolumeAsync(context.Instance.StateVolume, cancellationToken);
        return null;
    });

    // A gateway that does not run takes the owner's choices from the file at its next start.
    public Step Apply => new("apply", async (context, cancellationToken) =>
    {
        var state = await context.Provider.InspectAsync(context.Instance.ContainerName, cancellationToken);
        if (state is not { Phase: MachinePhase.Running, Endpoint: { } endpoint })
        {
            await ForgetSecretsAsync(context, state, cancellationToken);
            return "not running";
        }

        // A secret is there before the configuration points to it, and the gateway forgets one only when nothing points to it any more.
        var config = await RenderAsync(context, cancellationToken);
        var secrets = gateway.RenderSecrets(await access.OwnersSecretsAsync(context.Instance, cancellationToken));
        await context.Provider.SeedFilesAsync(context.Instance.ContainerName, secrets, cancellationToken);
        await gateway.ApplyConfigAsync(endpoint, config, cancellationToken);
        await gateway.ReloadSecretsAsync(endpoint, cancellationToken);
        return null;
    });

    private async Task EndAsync(StepContext context, CancellationToken cancellationToken)
    {
        await context.Provider.StopAsync(context.Instance.ContainerName, options.StopGrace, cancellationToken);
        var state = await context.Provider.InspectAsync(context.Instance.ContainerName, cancellationToken);
        await ForgetSecretsAsync(context, state, cancellationToken);
    }

    // Each start writes them anew: until then nothing lies there that its owner may remove meanwhile.
    private async Task ForgetSecretsAsync(StepContext context, MachineState state, CancellationToken cancellationToken)
    {
        if (state.Phase is not MachinePhase.Missing)
        {
            await context.Provider.SeedFilesAsync(
                context.Instance.ContainerName, gateway.RenderSecrets(GatewaySecrets.None), cancellationToken);
        }
    }

    // Whatever a gateway finds beside its file and prefers to it, it works by what its owner chose, or the start has failed.
    private async Task AssureConfigAsync(StepContext context, CancellationToken cancellationToken)
    {
        var state = await context.Provider.InspectAsync(context.Instance.ContainerName, cancellationToken);
        if (state.Endpoint is { } endpoint)
        {
            await gateway.ApplyConfigAsync(endpoint, await RenderAsync(context, cancellationToken), cancellationToken);
        }
    }

    // A link that came back with the gateway shows at once, not at the next health check; drift that a new machine ended, too.
    private async Task ObserveAsync(StepContext context, CancellationToken cancellationToken)
    {
        var state = await context.Provider.InspectAsync(context.Instance.ContainerName, cancellationToken);
        await observations.SetDriftAsync(context.Instance.Id, Drift.Of(state), cancellationToken);
        if (state.Endpoint is { } endpoint)
        {
            var report = await gateway.WhatsAppAsync(endpoint, cancellationToken);
            await observations.SetObservedAsync(context.Instance.Id, LinkSight.Of(report), cancellationToken);
            await observations.SetChannelsAsync(context.Instance.Id, report.Channels, cancellationToken);
        }
    }

    private async Task<string> RenderAsync(StepContext context, CancellationToken cancellationToken)
    {
        var placement = await context.Provider.CreateAsync(Spec(context.Instance), cancellationToken);
        var settings = new GatewaySettings(context.Instance.Owner, context.Instance.Number)
        {
            Everybody = context.Instance.Open is not null,
            Model = await access.RouteAsync(context.Instance, cancellationToken),
            Channels = await access.ChannelsAsync(context.Instance, cancellationToken),
            Speech = await access.SpeechAsync(context.Instance, cancellationToken),
        };
        return gateway.RenderConfig(placement, settings);
    }

    private MachineSpec Spec(Instance instance) => new(
        instance.Id,
        instance.Slug,
        instance.ContainerName,
        instance.StateVolume,
        instance.Image,
        instance.MemoryBytes,
        options.Cpus,
        gateway.Environment);
}
