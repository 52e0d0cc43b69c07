namespace NcAspire.Cli.Images;

/// <summary>The gateway image with a plugin that plays WhatsApp instead of the one that talks to it. For tests and trials.</summary>
public sealed class SimulatorImage(CommandContext context, DockerCli docker)
{
    private const string Plugin = "/opt/whatsapp-simulator";

    /// <param name="gateway">The name of the gateway image.</param>
    public static string NameFor(string gateway) => gateway.Replace("ncaspire-gateway:", "ncaspire-gateway-sim:", StringComparison.Ordinal);

    /// <summary>Sees to it that the engine has the image, made of the gateway image and the simulator as they are.</summary>
    /// <exception cref="CommandException">It can't be built.</exception>
    public async Task<ImageFacts> EnsureAsync(
        string gateway, ImageFacts facts, bool force, CancellationToken cancellationToken)
    {
        var name = NameFor(gateway);
        var simulator = context.Checkout.WhatsAppSimulator;
        var inputs = new InputHash().Add("gateway", facts.Id).AddFolder(simulator, without: null).ToString();

        if (!force
            && await docker.ImageAsync(name, cancellationToken) is { } present
            && present[ImageLabels.Inputs] == inputs)
        {
            return present;
        }

        using var files = new BuildContext();
        files.Add(simulator, "simulator");
        await File.WriteAllTextAsync(
            files.Place("Dockerfile"), $"FROM {gateway}\nCOPY simulator {Plugin}\n", cancellationToken);
        var request = new BuildRequest("the simulator image", files.Folder, "Dockerfile")
        {
            Name = name,
            Labels = new Dictionary<string, string>
            {
                [ImageLabels.Inputs] = inputs,
                [ImageLabels.WhatsAppPlugin] = Plugin,
            },
        };
        await docker.BuildAsync(request, context.Screen, cancellationToken);
        return await docker.ImageAsync(name, cancellationToken)
            ?? throw new CommandException($"{name} was there a moment ago and is gone; try again.");
    }
}
