using System.Diagnostics;
using NcAspire.Cli.Running;
using NcAspire.Cli.Tools;

namespace NcAspire.Cli.Images;

/// <summary>What the gateway image builds on: Node.js on a small Debian, of a registry or made here.</summary>
public sealed class BaseImage(CommandContext context, DockerCli docker)
{
    /// <summary>The image that is made here.</summary>
    public const string LocalName = "ncaspire-base:local";

    private const string RegistryName = "node:24-bookworm-slim";

    private static readonly TimeSpan _pullTime = TimeSpan.FromMinutes(3);

    private string Sources => Path.Combine(context.Checkout.Images, "base");

    /// <summary>Which base to use when none was named: the registry's, unless it can't be had.</summary>
    public async Task<string> ChooseAsync(CancellationToken cancellationToken)
    {
        if (await docker.ImageAsync(RegistryName, cancellationToken) is not null)
        {
            return RegistryName;
        }

        context.Screen.Say($"Fetching {RegistryName}.");

        if (await PullAsync(RegistryName, cancellationToken) is not { } reason)
        {
            return RegistryName;
        }

        context.Screen.Say($"It can't be fetched ({reason}); making a base image here.");
        return ImageRequest.LocalBase;
    }

    /// <summary>Sees to it that the engine has the base.</summary>
    /// <param name="name">An image of a registry, or <see cref="ImageRequest.LocalBase"/>.</param>
    /// <param name="force">Make a local one also when it is there.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <exception cref="CommandException">It can't be had or made.</exception>
    public async Task<NamedImage> EnsureAsync(
        string name, bool force, CancellationToken cancellationToken)
    {
        if (name == ImageRequest.LocalBase)
        {
            return new NamedImage(LocalName, await EnsureLocalAsync(force, cancellationToken));
        }

        if (await docker.ImageAsync(name, cancellationToken) is { } present)
        {
            return new NamedImage(name, present);
        }

        context.Screen.Say($"Fetching {name}.");
        return await PullAsync(name, cancellationToken) is { } reason
            ? throw new CommandException($"{name} can't be fetched ({reason}); check the name, or make a base by --base local.")
            : new NamedImage(name, await BuiltAsync(name, cancellationToken));
    }

    private async Task<ImageFacts> EnsureLocalAsync(bool force, CancellationToken cancellationToken)
    {
        var inputs = Inputs();

        if (!force
            && await docker.ImageAsync(LocalName, cancellationToken) is { } present
            && present[ImageLabels.Inputs] == inputs)
        {
            return present;
        }

        var tools = await context.FetchAsync(cancellationToken);
        var npm = await context.Tools.FetchNpmAsync(
            new PlainProgress(context.Screen, TimeProvider.System), cancellationToken);
        using var files = new BuildContext();
        files.Add(Path.Combine(Sources, "Dockerfile"), "Dockerfile").Add(tools.Node, "node").Add(npm, "npm");
        await MakeRootFileSystemAsync(files.Place("rootfs.tar"), cancellationToken);
        var request = new BuildRequest("the base image", files.Folder, "Dockerfile")
        {
            Name = LocalName,
            Labels = new Dictionary<string, string> { [ImageLabels.Inputs] = inputs },
        };
        await docker.BuildAsync(request, context.Screen, cancellationToken);
        return await BuiltAsync(LocalName, cancellationToken);
    }

    private string Inputs() => new InputHash()
        .AddFolder(Sources, without: null)
        .AddFolder(Path.Combine(context.Checkout.Toolchain, Tool.Node.Name), without: null)
        .AddFolder(Path.Combine(context.Checkout.Toolchain, Tool.Npm.Name), without: null)
        .ToString();

    private async Task MakeRootFileSystemAsync(string tarball, CancellationToken cancellationToken)
    {
        if (await Machine.VersionAsync("mmdebstrap", cancellationToken) is null)
        {
            throw new CommandException(
                "mmdebstrap is missing, which makes the base image; install it by `apt-get install mmdebstrap`, or name "
                + "a base image of a registry by --base.");
        }

        context.Screen.Say("Making the base image's file system.");
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(Sources, "rootfs.sh"), tarball]);
        var result = await Child.CaptureAsync(start, cancellationToken);

        if (result.ExitCode != 0)
        {
            context.Screen.Say(result.Error.Trim());
            throw new CommandException(
                "The base image's file system could not be made; the lines above say why. It needs a mirror of Debian 12.");
        }
    }

    private async Task<ImageFacts> BuiltAsync(string name, CancellationToken cancellationToken) =>
        await docker.ImageAsync(name, cancellationToken)
        ?? throw new CommandException($"{name} was there a moment ago and is gone; try again.");

    /// <returns>Why it can't be fetched, or null.</returns>
    private async Task<string?> PullAsync(string name, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_pullTime);

        try
        {
            var answer = await docker.TryAsync(["pull", "--quiet", name], limit.Token);
            return answer.ExitCode == 0 ? null : DockerCli.Reason(answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"not within {_pullTime.TotalMinutes} minutes";
        }
    }
}
