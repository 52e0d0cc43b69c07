using System.CommandLine;
using System.Globalization;
using NcAspire.Cli.Images;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc image</c>: builds the image that instances run on Docker, and tries it out.</summary>
public sealed class ImageCommand
{
    private readonly Option<string> _name = new("--name")
    {
        Description = "The image's name without its version, such as that of a registry of yours",
        HelpName = "name",
        DefaultValueFactory = _ => ImageRequest.UsualRepository,
    };

    private readonly Option<string?> _base = new("--base")
    {
        Description = "What it builds on: an image of a registry, or local, which is made here; without it, what can be had",
        HelpName = "image",
    };

    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "The Docker engine; NC_DOCKER_HOST and DOCKER_HOST say it too",
        HelpName = "address",
    };

    private readonly Option<string?> _authority = new("--ca")
    {
        Description = "Certificates that npm needs in a network that inspects TLS; NODE_EXTRA_CA_CERTS says it too",
        HelpName = "file",
    };

    private readonly Option<bool> _simulator = new("--simulator")
    {
        Description = "Also build the image that plays WhatsApp",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Build also what is there already" };

    private ImageCommand()
    {
    }

    public static Command Create()
    {
        var image = new ImageCommand();
        var command = new Command("image", "Build the gateway's container image and try it out")
        {
            image._name, image._base, image._engine, image._authority, image._simulator, image._force,
        };
        command.SetAction((parsed, cancellationToken) => image.RunAsync(parsed, CommandContext.Current, cancellationToken));
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var docker = new DockerCli(DockerCli.Named(parsed.GetValue(_engine)));
        var request = new ImageRequest(
            parsed.GetValue(_name) ?? ImageRequest.UsualRepository,
            parsed.GetValue(_base),
            ImageRequest.AuthorityOf(parsed.GetValue(_authority)),
            parsed.GetValue(_force),
            parsed.GetValue(_simulator));
        var made = await ImageSet.EnsureAsync(context, docker, request, cancellationToken);

        foreach (var (name, facts) in new[] { made.Gateway, made.Simulator }.OfType<NamedImage>())
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{name}  {facts.Bytes / 1_000_000} MB  {facts.Id}"));
        }
    }
}
