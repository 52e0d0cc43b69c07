using System.Formats.Tar;
using System.Globalization;
using System.Text;
using NcAspire.Core.Compute;

namespace NcAspire.Cli.Images;

/// <summary>
/// A container in the limits that instances have, in a network of its own that leads nowhere but to this machine. Both go away
/// with the trial; those of a trial that was killed go with the next one.
/// </summary>
public sealed class TrialContainer : IAsyncDisposable
{
    private const string Prefix = "ncaspire-trial-";
    private const int User = 1000;

    private static readonly TimeSpan _longestTrial = TimeSpan.FromMinutes(10);

    private static readonly string[] _limits =
    [
        "--init", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "256",
        "--memory", "1536m", "--memory-swap", "1536m", "--user", $"{User}:{User}",
        "--tmpfs", "/tmp:rw,nosuid,nodev,size=256m,mode=1777", "--mount", "type=volume,target=/data",
    ];

    private readonly DockerCli _docker;
    private readonly string _name;

    private TrialContainer(DockerCli docker, string name, string host)
    {
        _docker = docker;
        _name = name;
        Host = host;
    }

    /// <summary>This machine's address, as the container sees it.</summary>
    public string Host { get; }

    /// <param name="environment">Variables beside those of the image.</param>
    /// <exception cref="CommandException">The engine refuses.</exception>
    public static async Task<TrialContainer> CreateAsync(
        DockerCli docker,
        string image,
        IReadOnlyDictionary<string, string> environment,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        await RemoveLeftoversAsync(docker, clock.GetUtcNow(), cancellationToken);
        var begun = clock.GetUtcNow().ToUnixTimeSeconds();
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{begun}-{Guid.NewGuid():N}");

        try
        {
            await docker.RunAsync(["network", "create", "--internal", name], cancellationToken);
            var host = await docker.RunAsync(
                ["network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", name], cancellationToken);
            await docker.RunAsync(
                [
                    "create", "--name", name, "--network", name, .. _limits,
                    .. environment.SelectMany(variable => (string[])["--env", $"{variable.Key}={variable.Value}"]), image,
                ],
                cancellationToken);
            return new TrialContainer(docker, name, host);
        }
        catch
        {
            await RemoveAsync(docker, name);
            throw;
        }
    }

    /// <summary>Puts files into the gateway's state, before the start.</summary>
    public async Task SeedAsync(IEnumerable<SeedFile> files, CancellationToken cancellationToken)
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var archive = new MemoryStream();

        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var path = $".openclaw/{file.Path}";
                for (var end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1))
                {
                    var folder = new PaxTarEntry(TarEntryType.Directory, path[..(end + 1)]) { Uid = User, Gid = User, Mode = Own | UnixFileMode.UserExecute };
                    await tar.WriteEntryAsync(folder, cancellationToken);
                }

                using var content = new MemoryStream(Encoding.UTF8.GetBytes(file.Content));
                var entry = new PaxTarEntry(TarEntryType.RegularFile, path) { Uid = User, Gid = User, Mode = Own, DataStream = content };
                await tar.WriteEntryAsync(entry, cancellationToken);
            }
        }

        archive.Position = 0;
        await _docker.FeedAsync(["cp", "-", $"{_name}:/data"], archive, cancellationToken);
    }

    /// <returns>The container's address.</returns>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await _docker.RunAsync(["start", _name], cancellationToken);
        return await _docker.RunAsync(
            ["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", _name], cancellationToken);
    }

    /// <returns>How it ended, or null while it runs.</returns>
    public async Task<string?> EndAsync(CancellationToken cancellationToken)
    {
        var state = (await _docker.RunAsync(
            ["inspect", "--format", "{{.State.Running}} {{.State.OOMKilled}} {{.State.ExitCode}}", _name], cancellationToken))
            .Split(' ');
        return state switch
        {
            ["true", ..] => null,
            [_, "true", ..] => "ran out of memory (limit 1.5 GiB)",
            [.., var code] => $"ended with {code}",
            [] => null,
        };
    }

    /// <summary>The last line that it wrote.</summary>
    public async Task<string> LastWordsAsync(CancellationToken cancellationToken)
    {
        var logs = await _docker.TryAsync(["logs", "--tail", "20", _name], cancellationToken);
        return $"{logs.Output}\n{logs.Error}".Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault()?.TrimEnd('.') ?? "it wrote nothing";
    }

    public async ValueTask DisposeAsync() => await RemoveAsync(_docker, _name);

    private static async Task RemoveAsync(DockerCli docker, string name)
    {
        await docker.TryAsync(["rm", "--force", "--volumes", name], CancellationToken.None);
        await docker.TryAsync(["network", "rm", name], CancellationToken.None);
    }

    // Another trial may be going on, of another checkout on the same engine: only those that are too old for that.
    private static async Task RemoveLeftoversAsync(DockerCli docker, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var names = await docker.RunAsync(
            ["network", "ls", "--filter", $"name={Prefix}", "--format", "{{.Name}}"], cancellationToken);

        foreach (var name in names.Split('\n').Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (long.TryParse(name[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture, out var begun)
                && now - DateTimeOffset.FromUnixTimeSeconds(begun) > _longestTrial)
            {
                await RemoveAsync(docker, name);
            }
        }
    }
}
