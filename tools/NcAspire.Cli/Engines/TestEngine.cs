using NcAspire.Cli.Images;

namespace NcAspire.Cli.Engines;

/// <summary>The Docker engine of a test run: one that is there or, as root on Debian, one of its own that ends with the run.</summary>
public sealed class TestEngine : IAsyncDisposable
{
    private const string Usual = "unix:///var/run/docker.sock";

    private static readonly string[] _namedBy = ["NC_DOCKER_HOST", "DOCKER_HOST"];

    private readonly OwnEngine? _own;

    private TestEngine(string address, OwnEngine? own)
    {
        Address = address;
        _own = own;
    }

    /// <summary>As DOCKER_HOST has it.</summary>
    public string Address { get; }

    /// <summary>Finds an engine, or installs and starts one.</summary>
    /// <returns>The engine, or null with the reason why there is none.</returns>
    /// <exception cref="CommandException">The engine that was named does not answer, or the own one does not start.</exception>
    public static async Task<(TestEngine? Engine, string Reason)> OpenAsync(
        CommandContext context, CancellationToken cancellationToken)
    {
        if (_namedBy.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 }) is { } named)
        {
            await InstallAsync(context, ["mmdebstrap"], cancellationToken);
            await new DockerCli(named).RequireAsync(cancellationToken);
            return (new TestEngine(named, own: null), "");
        }

        if (await AnswersAsync(Usual, cancellationToken))
        {
            await InstallAsync(context, ["mmdebstrap"], cancellationToken);
            return (new TestEngine(Usual, own: null), "");
        }

        if (!Environment.IsPrivilegedProcess || !(Apt.CanInstall || Programs.Has("dockerd")))
        {
            return (null, "No Docker engine answers here, and only root on Debian can start one; start one, or name one by "
                + "NC_DOCKER_HOST.");
        }

        if (EngineNeeds.Lacking() is { } lack)
        {
            return (null, lack);
        }

        await InstallAsync(context, ["dockerd", "iptables", "ip", "mmdebstrap"], cancellationToken);
        await InstallAsync(context, ["docker"], cancellationToken);

        // On a machine with an init system the package has started an engine for everybody.
        return await AnswersAsync(Usual, cancellationToken)
            ? (new TestEngine(Usual, own: null), "")
            : await StartOwnAsync(context, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static async Task<(TestEngine? Engine, string Reason)> StartOwnAsync(
        CommandContext context, CancellationToken cancellationToken)
    {
        var own = await OwnEngine.StartAsync(context, cancellationToken);
        return (new TestEngine(own.Address, own), "");
    }

    private static async Task<bool> AnswersAsync(string address, CancellationToken cancellationToken) =>
        File.Exists(new Uri(address).LocalPath)
        && Programs.Has("docker")
        && await new DockerCli(address).FaultAsync(cancellationToken) is null;

    private static async Task InstallAsync(
        CommandContext context, IEnumerable<string> programs, CancellationToken cancellationToken)
    {
        var missing = programs.Where(program => !Programs.Has(program)).Select(Package).ToList();

        if (missing.Count > 0 && Apt.CanInstall)
        {
            await new Apt(context.Screen).InstallAsync(missing, "the Docker tests need it", cancellationToken);
        }
    }

    // Up to Debian 12, docker.io brings the command line along.
    private static string Package(string program) => program switch
    {
        "dockerd" => "docker.io",
        "docker" => "docker-cli",
        "ip" => "iproute2",
        _ => program,
    };
}
