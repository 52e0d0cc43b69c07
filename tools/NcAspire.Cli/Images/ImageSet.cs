using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Images;

/// <summary>The images of one engine, as <c>./nc image</c> and <c>./nc test</c> make them.</summary>
/// <param name="Base">What the gateway image builds on.</param>
/// <param name="Gateway">What instances run.</param>
/// <param name="Simulator">The same with a plugin that plays WhatsApp; null unless it was asked for.</param>
public sealed record ImageSet(NamedImage Base, NamedImage Gateway, NamedImage? Simulator)
{
    /// <summary>Builds what is not there yet. One at a time: two would build the same twice.</summary>
    /// <exception cref="CommandException">Something could not be built, or the gateway image is not fit.</exception>
    public static async Task<ImageSet> EnsureAsync(
        CommandContext context, DockerCli docker, ImageRequest request, CancellationToken cancellationToken)
    {
        await docker.RequireAsync(cancellationToken);
        Directory.CreateDirectory(context.Folders.Cache);
        using var held = await FileLock.TakeAsync(
            Path.Combine(context.Folders.Cache, "images.lock"),
            () => context.Screen.Say("Another ./nc is building images; waiting for it."),
            cancellationToken);
        await using var services = new ServiceCollection().AddLogging().AddOpenClawGateway().BuildServiceProvider();
        var preflight = new Preflight(
            docker,
            services.GetRequiredService<IGateway>(),
            services.GetRequiredService<GatewaySockets>(),
            context.Screen,
            TimeProvider.System);
        var bases = new BaseImage(context, docker);
        var gateways = new GatewayImage(context, docker, preflight, request.Repository);
        var chosen = request.Base
            ?? await gateways.BaseAsync(cancellationToken)
            ?? await bases.ChooseAsync(cancellationToken);
        var found = await bases.EnsureAsync(chosen, request.Force, cancellationToken);
        var gateway = new NamedImage(gateways.Name, await gateways.EnsureAsync(request, chosen, found, cancellationToken));
        var simulator = request.Simulator
            ? await new SimulatorImage(context, docker).EnsureAsync(gateway, request.Force, cancellationToken)
            : null;
        return new ImageSet(found, gateway, simulator);
    }
}
