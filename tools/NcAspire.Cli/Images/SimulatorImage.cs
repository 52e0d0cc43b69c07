namespace NcAspire.Cli.Images;

/// <summary>The gateway image with a plugin that plays WhatsApp instead of the one that talks to it. For tests and trials.</summary>
public sealed class SimulatorImage(CommandContext context, DockerCli docker)
{
    private const string Plugin = "/opt/whatsapp-simulator";

    /// <summary>Sees to it that the engine has the image, made of the gateway image and the simulator as they are.</summary>
    /// <exception cref="CommandException">It can't be built.</exception>
    public async Task<NamedImage> EnsureAsync(NamedImage gateway, bool force, CancellationToken cancellationToken)
    {
        var name = gateway.Name.Insert(gateway.Name.LastIndexOf(':'), "-sim");
        var simulator = context.Checkout.WhatsAppSimulator;
        var inputs = new InputHash().Add("gateway", gateway.Facts.Id).AddFolder(simulator, without: null).ToString();

        if (!force
            && await docker.ImageAsync(name, cancellationToken) is { } present
            && present[ImageLabels.Inputs] == inputs)
        {
            return new NamedImage(name, present);
        }

        using var files = new BuildContext();
        files.Add(simulator, "simulator");
        await File.WriteAllTextAsync(
            files.Place("Dockerfile"), $"FROM {gateway.Name}\nCOPY simulator {Plugin}\n", cancellationToken);
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
        return await docker.ImageAsync(name, cancellationToken) is { } made
            ? new NamedImage(name, made)
            : throw new CommandException($"{name} was there a moment ago and is gone; try again.");
    }
}
