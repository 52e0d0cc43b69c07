using System.Globalization;
using Docker.DotNet.Models;
using NcAspire.Cli.Diagnosis;
using NcAspire.Cli.Images;
using NcAspire.Testing;
using Health = NcAspire.Cli.Diagnosis.Health;

namespace NcAspire.Cli.Tests;

/// <summary>What the command line says of, and does to, a real engine.</summary>
public sealed class RealEngineTests(DockerEngine engine) : IClassFixture<DockerEngine>, IDisposable
{
    private readonly ScratchFolder _scratch = new();

    // As the AppHost makes it.
    private readonly string _installation = Guid.NewGuid().ToString("N")[..12];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_doctor_reads_a_real_engine()
    {
        await engine.BaseImageAsync(Ct);
        await engine.RunAsync("true", Ct);

        var (_, output, error) = await CommandLine.RunAsync(_scratch, "doctor");

        Assert.Empty(error);
        Assert.Matches(@"(?m)^ok       Docker         \d+\.\d+\S*, API 1\.\d+, cgroup v[12]$", output);
        Assert.Matches(@"(?m)^(ok|note) +network        \S", output);
        Assert.Matches(@"(?m)^(ok|note) +room           \d+ instances run, \d+ more fit \(\d+ MiB of memory, \d+ free\); \d+ GB of disk are free$", output);
    }

    [Fact]
    public async Task A_network_is_judged_by_what_the_engine_says_of_it()
    {
        var docker = new DockerCli(DockerEngine.Endpoint.ToString());
        var (ours, foreign, open) = ($"{engine.Id}o", $"{engine.Id}f", $"{engine.Id}x");
        await MakeNetworkAsync(ours, "false", isLabelled: true);
        await MakeNetworkAsync(foreign, "false", isLabelled: false);
        await MakeNetworkAsync(open, "true", isLabelled: true);

        Assert.Equal(Health.Ok, (await DockerExamination.NetworkAsync(docker, ours, Ct)).Health);
        Assert.Equal(Health.Problem, (await DockerExamination.NetworkAsync(docker, foreign, Ct)).Health);
        Assert.Equal(Health.Problem, (await DockerExamination.NetworkAsync(docker, open, Ct)).Health);
        Assert.Equal(
            new Finding(Health.Note, "network", $"{engine.Id}n is not there yet; the first instance makes it"),
            await DockerExamination.NetworkAsync(docker, $"{engine.Id}n", Ct));
    }

    [Fact]
    public async Task Fresh_removes_what_the_folder_s_installation_has_on_the_engine_and_nothing_else()
    {
        var other = Guid.NewGuid().ToString("N")[..12];
        await LeaveAsync(_installation, isRunning: true);
        await LeaveAsync(_installation, isRunning: false);
        await LeaveAsync(other, isRunning: true);
        await WriteStackDataAsync();

        // It ends where the tools would be fetched, after all that --fresh does.
        _scratch.Program("npm", "if [ \"$1\" = --version ]; then echo 11.0.0; exit; fi\nexit 1");
        var (_, _, error) = await UpFreshAsync();

        Assert.DoesNotContain("Docker", error, StringComparison.Ordinal);
        Assert.Equal((0, 0), await CountAsync(_installation));
        Assert.Equal((1, 1), await CountAsync(other));
        Assert.False(Directory.Exists(Path.Combine(_scratch.Data, "docker")));
        Assert.False(Directory.Exists(Path.Combine(_scratch.Data, "postgres")));
    }

    [Fact]
    public async Task Fresh_keeps_all_when_the_engine_does_not_remove_its_part()
    {
        await LeaveAsync(_installation, isRunning: true);
        await WriteStackDataAsync();

        // Somebody else uses the volume: the engine refuses to remove it.
        var volumes = await engine.Client.Volumes.ListAsync(new() { Filters = Filter(_installation) }, Ct);
        await engine.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Image = await engine.BaseImageAsync(Ct),
                Labels = engine.Labels,
                HostConfig = new HostConfig { NetworkMode = "none", Mounts = [new Mount { Type = "volume", Source = volumes.Volumes[0].Name, Target = "/data" }] },
            },
            Ct);

        var (exitCode, _, error) = await UpFreshAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Docker refused: ", error, StringComparison.Ordinal);
        Assert.Equal((0, 1), await CountAsync(_installation));
        Assert.True(File.Exists(Path.Combine(_scratch.Data, "postgres", "PG_VERSION")));
        Assert.Equal(_installation, DockerInstallation.NameIn(_scratch.Data));
    }

    private async Task<(int ExitCode, string Output, string Error)> UpFreshAsync()
    {
        string[] ports = [.. Enumerable.Range(0, 4).Select(_ => LoopbackPort.Free().ToString(CultureInfo.InvariantCulture))];
        return await CommandLine.RunAsync(
            _scratch,
            "up", "--fresh", "--yes", "--web-port", ports[0], "--functions-port", ports[1], "--dashboard-port", ports[2], "--relay-port", ports[3]);
    }

    private async Task WriteStackDataAsync()
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Data, "postgres"));
        Directory.CreateDirectory(Path.Combine(_scratch.Data, "docker"));
        await File.WriteAllTextAsync(Path.Combine(_scratch.Data, "nc.lock"), "", Ct);
        await File.WriteAllTextAsync(Path.Combine(_scratch.Data, "postgres", "PG_VERSION"), "18", Ct);
        await File.WriteAllTextAsync(Path.Combine(_scratch.Data, "docker", "installation"), $"{_installation}{Guid.NewGuid():N}", Ct);
    }

    /// <summary>A machine of an installation with a volume, as the backend leaves them.</summary>
    private async Task LeaveAsync(string installation, bool isRunning)
    {
        var labels = Labels(installation);
        var volume = await engine.Client.Volumes.CreateAsync(
            new VolumesCreateParameters { Name = engine.Name(Guid.NewGuid().ToString("N")), Labels = labels }, Ct);
        var container = await engine.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Image = await engine.BaseImageAsync(Ct),
                Cmd = ["sleep", "600"],
                Labels = labels,
                HostConfig = new HostConfig { NetworkMode = "none", Mounts = [new Mount { Type = "volume", Source = volume.Name, Target = "/data" }] },
            },
            Ct);

        if (isRunning)
        {
            await engine.Client.Containers.StartContainerAsync(container.ID, new ContainerStartParameters(), Ct);
        }
    }

    private async Task<(int Containers, int Volumes)> CountAsync(string installation) =>
    (
        (await engine.Client.Containers.ListContainersAsync(new() { All = true, Filters = Filter(installation) }, Ct)).Count,
        (await engine.Client.Volumes.ListAsync(new() { Filters = Filter(installation) }, Ct)).Volumes?.Count ?? 0);

    private static Dictionary<string, IDictionary<string, bool>> Filter(string installation) => new()
    {
        ["label"] = new Dictionary<string, bool> { [$"ncaspire.installation={installation}"] = true },
    };

    private Dictionary<string, string> Labels(string installation) => new(engine.Labels) { ["ncaspire.installation"] = installation };

    private Task MakeNetworkAsync(string name, string talks, bool isLabelled) => engine.Client.Networks.CreateNetworkAsync(
        new NetworksCreateParameters
        {
            Name = name,
            Driver = "bridge",
            Labels = isLabelled ? Labels(_installation) : engine.Labels,
            Options = new Dictionary<string, string>
            {
                ["com.docker.network.bridge.name"] = name,
                ["com.docker.network.bridge.enable_icc"] = talks,
            },
        },
        Ct);
}
