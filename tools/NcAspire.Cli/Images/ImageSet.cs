using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Gateways;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Images;

/// <summary>The images of one engine, as <c>./nc image</c> and <c>./nc test</c> make them.</summary>
/// <param name="Gateway">The name of the gateway image.</param>
/// <param name="Images">Every image that was asked for, by its name.</param>
public sealed record ImageSet(string Gateway, IReadOnlyList<KeyValuePair<string, ImageFacts>> Images)
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
        var gateway = new GatewayImage(context, docker, preflight);
        var facts = await gateway.EnsureAsync(request, cancellationToken);
        var images = new List<KeyValuePair<string, ImageFacts>> { new(gateway.Name, facts) };

        if (request.Simulator)
        {
            var simulator = await new SimulatorImage(context, docker)
                .EnsureAsync(gateway.Name, facts, request.Force, cancellationToken);
            images.Add(new(SimulatorImage.NameFor(gateway.Name), simulator));
        }

        return new ImageSet(gateway.Name, images);
    }
}
