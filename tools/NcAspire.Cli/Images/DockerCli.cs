using System.Diagnostics;
using NcAspire.Cli.Running;

namespace NcAspire.Cli.Images;

/// <summary>
/// The docker command line on one engine. It, and not the Engine API, builds images: it brings the person's registry logins and
/// proxies along, and uses BuildKit where that is installed.
/// </summary>
/// <param name="host">As DOCKER_HOST has it, or null for the engine that docker itself chooses.</param>
public sealed class DockerCli(string? host)
{
    private const string Program = "docker";

    private string Engine => host ?? "the usual place";

    /// <summary>What the person named: the option, else NC_DOCKER_HOST; null leaves it to docker, which reads DOCKER_HOST.</summary>
    public static string? Named(string? option) =>
        option ?? (Environment.GetEnvironmentVariable("NC_DOCKER_HOST") is { Length: > 0 } value ? value : null);

    /// <exception cref="CommandException">There is no docker, or no engine that answers.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (await Machine.VersionAsync(Program, cancellationToken) is null)
        {
            throw new CommandException("Docker is missing; install it, for example by `apt-get install docker.io`.");
        }

        if (await FaultAsync(cancellationToken) is { } fault)
        {
            throw new CommandException(
                $"No Docker engine answers at {Engine} ({fault}); start it, or name another by --engine or DOCKER_HOST.");
        }
    }

    /// <summary>Why the engine can't be used, or null when it can.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken)
    {
        var answer = await TryAsync(["version", "--format", "{{.Server.Version}}"], cancellationToken);
        return answer.ExitCode == 0 ? null : Reason(answer);
    }

    /// <summary>The engine's address, such as <c>unix:///var/run/docker.sock</c>; what docker itself chooses is asked of it.</summary>
    public async Task<string> AddressAsync(CancellationToken cancellationToken) =>
        host ?? await RunAsync(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], cancellationToken);

    /// <returns>The image, or null when the engine does not have it.</returns>
    public async Task<ImageFacts?> ImageAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(["image", "inspect", name], cancellationToken);

        if (answer.ExitCode == 0)
        {
            return ImageFacts.Read(answer.Output);
        }

        return answer.Error.Contains("no such image", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw new CommandException($"Docker can't tell whether it has {name}: {Reason(answer)}");
    }

    /// <summary>Builds an image and shows its steps.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="CommandException">It did not build; what it wrote last was shown.</exception>
    public async Task<string> BuildAsync(BuildRequest request, Screen screen, CancellationToken cancellationToken)
    {
        screen.Say($"Building {request.Title}.");
        var idFile = Path.GetTempFileName();

        try
        {
            var output = new BuildOutput(step => screen.Say($"  {step}"));
            var exitCode = await Child.FollowAsync(Start(Arguments(request, idFile)), output.Add, cancellationToken);

            if (exitCode != 0)
            {
                screen.Say(output.Last);
                throw new CommandException($"Building {request.Title} failed; the lines above say why.");
            }

            return (await File.ReadAllTextAsync(idFile, cancellationToken)).Trim();
        }
        finally
        {
            File.Delete(idFile);
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>What it wrote, without the end of the last line.</returns>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(arguments, cancellationToken);
        return answer.ExitCode == 0 ? answer.Output.Trim() : throw new CommandException($"Docker refused: {Reason(answer)}");
    }

    /// <summary>Runs a command that may fail.</summary>
    public Task<ChildResult> TryAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Child.CaptureAsync(Start(arguments), cancellationToken);

    /// <summary>Runs a command that reads <paramref name="input"/>.</summary>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task FeedAsync(IEnumerable<string> arguments, Stream input, CancellationToken cancellationToken)
    {
        var answer = await Child.CaptureAsync(Start(arguments), input, cancellationToken);

        if (answer.ExitCode != 0)
        {
            throw new CommandException($"Docker refused: {Reason(answer)}");
        }
    }

    private static IEnumerable<string> Arguments(BuildRequest request, string idFile) =>
    [
        "build", "--iidfile", idFile, "--file", Path.Combine(request.Context, request.Dockerfile),
        .. request.Name is { } name ? (string[])["--tag", name] : [],
        .. request.Arguments.SelectMany(argument => (string[])["--build-arg", $"{argument.Key}={argument.Value}"]),
        .. request.Labels.SelectMany(label => (string[])["--label", $"{label.Key}={label.Value}"]),
        request.Context,
    ];

    /// <summary>Why a command failed, in its own last words.</summary>
    public static string Reason(ChildResult answer)
    {
        var lines = answer.Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.LastOrDefault() ?? $"exit code {answer.ExitCode}";
    }

    private ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Program, arguments);

        if (host is not null)
        {
            start.Environment["DOCKER_HOST"] = host;
            start.Environment.Remove("DOCKER_CONTEXT");
        }

        // BuildKit is to build in the engine, where local base images are, to write lines, and to make one plain image.
        start.Environment["BUILDX_BUILDER"] = "default";
        start.Environment["BUILDKIT_PROGRESS"] = "plain";
        start.Environment["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1";
        return start;
    }
}
