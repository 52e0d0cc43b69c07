using System.Text.Json;
using NcAspire.Cli.Running;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Images;

/// <summary>The image that instances run. It gets its name only after a gateway of it was tried out.</summary>
public sealed class GatewayImage(CommandContext context, DockerCli docker, Preflight preflight, string repository)
{
    private const string Dockerfile = "images/gateway/Dockerfile";
    private const string Authority = "images/gateway/ca/extra.crt";

    /// <summary>The version of OpenClaw in it, as the lock file's package.json has it.</summary>
    public string Version { get; } = VersionIn(Path.Combine(context.Checkout.Toolchain, "openclaw", "package.json"));

    public string Name => $"{repository}:{Version}";

    /// <summary>What the image of this checkout is usually called, whether or not it is there.</summary>
    public static string NameIn(Checkout checkout) =>
        $"{ImageRequest.UsualRepository}:{VersionIn(Path.Combine(checkout.Toolchain, "openclaw", "package.json"))}";

    private string Sources => Path.Combine(context.Checkout.Images, "gateway");

    private string Packages => Path.Combine(context.Checkout.Toolchain, "openclaw");

    /// <summary>The base that was asked for when the image was built, or null when it is not there.</summary>
    public async Task<string?> BaseAsync(CancellationToken cancellationToken) =>
        (await docker.ImageAsync(Name, cancellationToken))?[ImageLabels.Base];

    /// <summary>Sees to it that the engine has the image, made of today's inputs and fit for today's control plane.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="chosen">The base as it was asked for.</param>
    /// <param name="found">The base as the engine has it.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <exception cref="CommandException">It can't be built, or a gateway of it does not do what it must.</exception>
    public async Task<ImageFacts> EnsureAsync(
        ImageRequest request, string chosen, NamedImage found, CancellationToken cancellationToken)
    {
        var present = await docker.ImageAsync(Name, cancellationToken);
        var inputs = Inputs(found.Facts);
        var isCurrent = !request.Force && present?[ImageLabels.Inputs] == inputs;

        if (isCurrent && present is not null && present[ImageLabels.Preflight] == GatewayContract.Id)
        {
            return present;
        }

        var candidate = isCurrent && present is not null
            ? present.Id
            : await BuildAsync(request, chosen, found.Name, inputs, cancellationToken);
        await TryOutAsync(candidate, cancellationToken);
        await NameAsync(candidate, cancellationToken);
        return await docker.ImageAsync(Name, cancellationToken)
            ?? throw new CommandException($"{Name} was there a moment ago and is gone; try again.");
    }

    // {"private":true,"dependencies":{"openclaw":"2026.9.6", …}, …}
    private static string VersionIn(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("dependencies").GetProperty("openclaw").GetString()
            ?? throw new CommandException($"{file} names no version of openclaw.");
    }

    // The certificates help npm and change nothing in the image.
    private string Inputs(ImageFacts baseFacts) => new InputHash()
        .Add("base", baseFacts.Id)
        .AddFolder(Sources, without: "ca")
        .AddFolder(Packages, without: null)
        .ToString();

    private async Task<string> BuildAsync(
        ImageRequest request, string chosen, string found, string inputs, CancellationToken cancellationToken)
    {
        using var files = new BuildContext();
        files.Add(Sources, "images/gateway").Add(Packages, "tools/toolchain/openclaw");

        if (request.Authority is { } authority)
        {
            files.Add(authority, Authority);
        }

        var arguments = new Dictionary<string, string> { ["BASE"] = found };

        if (await RegistryAsync(cancellationToken) is { } registry)
        {
            arguments["NPM_CONFIG_REGISTRY"] = registry;
        }

        return await docker.BuildAsync(
            new BuildRequest("the gateway image", files.Folder, Dockerfile)
            {
                Arguments = arguments,
                Labels = new Dictionary<string, string> { [ImageLabels.Inputs] = inputs, [ImageLabels.Base] = chosen },
            },
            context.Screen,
            cancellationToken);
    }

    // npm in the build knows nothing of this machine's settings.
    private static async Task<string?> RegistryAsync(CancellationToken cancellationToken)
    {
        var answer = await Child.CaptureAsync(new("npm", ["config", "get", "registry"]), cancellationToken);
        return answer.ExitCode == 0 && Uri.TryCreate(answer.Output.Trim(), UriKind.Absolute, out var registry)
            ? registry.ToString()
            : null;
    }

    // An image that does not fit must not be found under the name either; machines that run it go on.
    private async Task TryOutAsync(string candidate, CancellationToken cancellationToken)
    {
        try
        {
            await preflight.RunAsync(candidate, Version, cancellationToken);
        }
        catch (CommandException)
        {
            if (await docker.ImageAsync(Name, cancellationToken) is { } named && named.Id == candidate)
            {
                await docker.RunAsync(["image", "rm", "--no-prune", Name], cancellationToken);
            }

            throw;
        }
    }

    private async Task NameAsync(string candidate, CancellationToken cancellationToken)
    {
        // BuildKit takes no bare id after FROM.
        var passing = $"{repository}-candidate:{Guid.NewGuid():N}";
        await docker.RunAsync(["image", "tag", candidate, passing], cancellationToken);

        try
        {
            using var files = new BuildContext();
            await File.WriteAllTextAsync(files.Place("Dockerfile"), $"FROM {passing}\n", cancellationToken);
            var request = new BuildRequest("the gateway image's label", files.Folder, "Dockerfile")
            {
                Name = Name,
                Labels = new Dictionary<string, string> { [ImageLabels.Preflight] = GatewayContract.Id },
            };
            await docker.BuildAsync(request, context.Screen, cancellationToken);
        }
        finally
        {
            await docker.TryAsync(["image", "rm", "--no-prune", passing], CancellationToken.None);
        }
    }
}
