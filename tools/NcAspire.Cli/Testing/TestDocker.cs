using NcAspire.Cli.Engines;
using NcAspire.Cli.Images;

namespace NcAspire.Cli.Testing;

/// <summary>The Docker engine and the images that tests use, told to them by variables.</summary>
public sealed class TestDocker : IAsyncDisposable
{
    private readonly TestEngine? _engine;

    private TestDocker(TestEngine? engine, ImageSet? images)
    {
        _engine = engine;
        Variables =
        [
            new("NC_DOCKER_HOST", engine?.Address),
            new("NC_BASE_IMAGE", images?.Base.Name),
            new("NC_GATEWAY_IMAGE", images?.Gateway.Name),
            new("NC_SIMULATOR_IMAGE", images?.Simulator?.Name),
        ];
    }

    /// <summary>No engine: tests that want one are skipped.</summary>
    public static TestDocker None { get; } = new(null, null);

    /// <summary>Variables of the tests; those without a value must not be there.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Variables { get; }

    /// <summary>Finds or starts an engine and sees to it that it has the images.</summary>
    /// <exception cref="CommandException">The images can't be made, or there is no engine and this is the build server.</exception>
    public static async Task<TestDocker> PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (engine, reason) = await TestEngine.OpenAsync(context, cancellationToken);

        if (engine is null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new CommandException($"The Docker tests can't be run: {reason}");
            }

            context.Screen.Say($"The Docker tests will be skipped: {reason}");
            return None;
        }

        try
        {
            // What is made here needs no registry, and is the same everywhere.
            var request = new ImageRequest(
                ImageRequest.UsualRepository,
                Programs.Has("mmdebstrap") ? ImageRequest.LocalBase : null,
                ImageRequest.AuthorityOf(null),
                Force: false,
                Simulator: true);
            var images = await ImageSet.EnsureAsync(context, new DockerCli(engine.Address), request, cancellationToken);
            return new TestDocker(engine, images);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }
}
