using System.Collections;

namespace NcAspire.Cli.Images;

/// <summary>The gateway image with a plugin that plays WhatsApp instead of the one that talks to it. For tests and trials.</summary>
public sealed class SimulatorImage(CommandContext context, DockerCli docker)
{
    private const string Plugin = "/opt/whatsapp-simulator";
    private const string Prefix = "NC_WA_SIM_";

    /// <summary>The simulator's switches in this process's environment; they become part of the image, since containers inherit nothing.</summary>
    private readonly SortedDictionary<string, string> _switches = new(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? ""),
        StringComparer.Ordinal);

    /// <summary>Sees to it that the engine has the image, made of the gateway image and the simulator as they are.</summary>
    /// <exception cref="CommandException">It can't be built.</exception>
    public async Task<NamedImage> EnsureAsync(NamedImage gateway, bool force, CancellationToken cancellationToken)
    {
        // With switches it is another image, and has a name of its own.
        var plain = gateway.Name.Insert(gateway.Name.LastIndexOf(':'), "-sim");
        var name = _switches.Count == 0 ? plain : $"{plain}-{Switched(new InputHash()).ToString()[..8]}";
        var simulator = context.Checkout.WhatsAppSimulator;
        var inputs = Switched(new InputHash().Add("gateway", gateway.Facts.Id)).AddFolder(simulator, without: null).ToString();

        if (!force
            && await docker.ImageAsync(name, cancellationToken) is { } present
            && present[ImageLabels.Inputs] == inputs)
        {
            return new NamedImage(name, present);
        }

        using var files = new BuildContext();
        files.Add(simulator, "simulator");
        await File.WriteAllTextAsync(
            files.Place("Dockerfile"), $"FROM {gateway.Name}\nCOPY simulator {Plugin}\n{string.Concat(_switches.Select(Line))}", cancellationToken);
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

    private InputHash Switched(InputHash hash) => _switches.Aggregate(hash, (so, one) => so.Add(one.Key, one.Value));

    // ENV NC_WA_SIM_SELF="+15550001111": a quoted value may hold anything but these.
    private static string Line(KeyValuePair<string, string> one) =>
        one.Value.IndexOfAny(['"', '\\', '$', '\n']) < 0
            ? $"ENV {one.Key}=\"{one.Value}\"\n"
            : throw new CommandException($"{one.Key} has a character that the simulator can't take in a container.");
}
