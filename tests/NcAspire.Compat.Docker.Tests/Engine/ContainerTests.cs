using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class ContainerTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task A_container_is_made_as_it_was_asked_for()
    {
        var volume = await engine.Client.Volumes.CreateAsync(new() { Name = engine.Name("made"), Labels = engine.Labels }, Ct);
        var asked = new CreateContainerParameters
        {
            Name = engine.Name("made"),
            Image = await engine.BaseImageAsync(Ct),
            User = "1000:1000",
            Env = ["GREETING=hello there"],
            Cmd = ["sleep", "infinity"],
            WorkingDir = "/data",
            Labels = engine.Labels,
            ExposedPorts = new Dictionary<string, EmptyStruct> { ["18789/tcp"] = default },
            StopTimeout = TimeSpan.FromSeconds(42),
            HostConfig = new HostConfig
            {
                NetworkMode = "none",
                ReadonlyRootfs = true,
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                PidsLimit = 100,
                Memory = 64 << 20,
                MemorySwap = 64 << 20,
                NanoCPUs = 500_000_000,
                Init = true,
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = "rw,nosuid,nodev,size=1m" },
                Mounts = [new Mount { Type = "volume", Source = volume.Name, Target = "/data" }],
                RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.OnFailure, MaximumRetryCount = 5 },
                LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "1m" } },
            },
        };

        var made = await Containers.CreateContainerAsync(asked, Ct);
        var seen = await Containers.InspectContainerAsync(asked.Name, Ct);

        Assert.Equal((made.ID, $"/{asked.Name}", "created"), (seen.ID, seen.Name, seen.State.Status));
        Assert.Equal(asked.Labels[DockerEngine.Label], seen.Config.Labels[DockerEngine.Label]);
        Assert.Contains("GREETING=hello there", seen.Config.Env);
        Assert.Equal(asked.Cmd, seen.Config.Cmd);
        Assert.Equal(
            (asked.User, asked.WorkingDir, asked.StopTimeout), (seen.Config.User, seen.Config.WorkingDir, seen.Config.StopTimeout));
        Assert.Contains("18789/tcp", seen.Config.ExposedPorts.Keys);
        var host = seen.HostConfig;
        Assert.Equivalent(asked.HostConfig.RestartPolicy, host.RestartPolicy);
        Assert.Equivalent(asked.HostConfig.LogConfig, host.LogConfig);
        Assert.Equal(asked.HostConfig.CapDrop, host.CapDrop);
        Assert.Equal(asked.HostConfig.SecurityOpt, host.SecurityOpt);
        Assert.Equal(asked.HostConfig.Tmpfs, host.Tmpfs);
        Assert.Equal(
            (true, true, 100, 64 << 20, 64 << 20, 500_000_000),
            (host.ReadonlyRootfs, host.Init, host.PidsLimit, host.Memory, host.MemorySwap, host.NanoCPUs));
        var mount = Assert.Single(seen.Mounts);
        Assert.Equal(("volume", volume.Name, "/data", true), (mount.Type, mount.Name, mount.Destination, mount.RW));
    }

    [Fact]
    public async Task A_container_is_started_and_stopped_once()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);

        Assert.False(await Containers.StartContainerAsync(id, new(), Ct));
        Assert.True(await Containers.StopContainerAsync(id, new() { WaitBeforeKillSeconds = 30 }, Ct));
        Assert.False(await Containers.StopContainerAsync(id, new(), Ct));

        var state = (await Containers.InspectContainerAsync(id, Ct)).State;
        Assert.Equal(("exited", false, 143), (state.Status, state.Running, state.ExitCode));
        Assert.True(await Containers.StartContainerAsync(id, null, Ct));
    }

    [Fact]
    public async Task Who_does_not_end_in_time_is_killed()
    {
        var id = await engine.RunAsync("trap '' TERM; while :; do sleep 1; done", Ct);

        Assert.True(await Containers.StopContainerAsync(id, new() { WaitBeforeKillSeconds = 0 }, Ct));
        Assert.Equal(137, (await Containers.WaitContainerAsync(id, Ct)).StatusCode);
    }

    [Fact]
    public async Task Waiting_ends_with_the_container()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var ended = Containers.WaitContainerAsync(id, Ct);

        Assert.False(ended.IsCompleted);
        await Containers.KillContainerAsync(id, new() { Signal = "KILL" }, Ct);
        Assert.Equal(137, (await ended).StatusCode);
    }

    [Fact]
    public async Task A_restart_counts_as_a_new_start()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var before = await Containers.InspectContainerAsync(id, Ct);
        await Containers.RestartContainerAsync(id, new() { WaitBeforeKillSeconds = 0 }, Ct);
        var after = await Containers.InspectContainerAsync(id, Ct);

        Assert.True(after.State.Running);
        Assert.NotEqual(before.State.StartedAt, after.State.StartedAt);
    }

    [Fact]
    public async Task Limits_of_a_container_that_runs_can_be_changed()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var update = new ContainerUpdateParameters
        {
            Memory = 128 << 20,
            MemorySwap = 128 << 20,
            PidsLimit = 77,
            RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.UnlessStopped },
        };

        await Containers.UpdateContainerAsync(id, update, Ct);
        var seen = (await Containers.InspectContainerAsync(id, Ct)).HostConfig;
        Assert.Equal((128 << 20, 77, RestartPolicyKind.UnlessStopped), (seen.Memory, seen.PidsLimit, seen.RestartPolicy.Name));
    }

    [Fact]
    public async Task A_list_has_what_its_filters_let_through()
    {
        var runs = await engine.RunAsync("exec sleep infinity", Ct);
        var ended = await engine.RunAsync("exit 3", Ct);
        await Containers.WaitContainerAsync(ended, Ct);

        var running = await ListAsync("running");
        var exited = await ListAsync("exited");
        Assert.Contains(running, c => c.ID == runs && c.State is "running");
        Assert.DoesNotContain(running, c => c.ID == ended);
        Assert.Contains(exited, c => c.ID == ended && c.Status.StartsWith("Exited (3)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_have_the_engines_status()
    {
        var name = engine.Name("taken");
        var parameters = new CreateContainerParameters { Name = name, Image = await engine.BaseImageAsync(Ct), Labels = engine.Labels };
        await Containers.CreateContainerAsync(parameters, Ct);

        await RefusedAsync(HttpStatusCode.Conflict, () => Containers.CreateContainerAsync(parameters, Ct));
        await RefusedAsync(HttpStatusCode.Conflict, () => Containers.KillContainerAsync(name, new(), Ct));
        var misnamed = new CreateContainerParameters { Name = "not allowed!", Image = parameters.Image };
        await RefusedAsync(HttpStatusCode.BadRequest, () => Containers.CreateContainerAsync(misnamed, Ct));
        var imageless = new CreateContainerParameters { Image = engine.Name("none") };
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => Containers.CreateContainerAsync(imageless, Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Containers.InspectContainerAsync(engine.Name("none"), Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Containers.RemoveContainerAsync(engine.Name("none"), new(), Ct));
    }

    [Fact]
    public async Task A_container_that_runs_is_removed_by_force_only()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);

        await RefusedAsync(HttpStatusCode.Conflict, () => Containers.RemoveContainerAsync(id, new(), Ct));
        await Containers.RemoveContainerAsync(id, new() { Force = true, RemoveVolumes = true }, Ct);
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Containers.InspectContainerAsync(id, Ct));
    }

    [Fact]
    public async Task What_a_container_uses_is_told_once_and_at_once()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var samples = new Collected<ContainerStatsResponse>();
        await Containers.GetContainerStatsAsync(id, new() { Stream = false, OneShot = true }, samples, Ct);

        var sample = Assert.Single(samples.All);
        Assert.Equal(id, sample.ID);
        Assert.True(sample.MemoryStats.Usage > 0);
        Assert.True(sample.CPUStats.CPUUsage.TotalUsage > 0);
        Assert.Equal(0UL, sample.PreCPUStats.CPUUsage.TotalUsage);
        Assert.True(sample.PidsStats.Current > 0);
    }

    [Fact]
    public async Task What_a_container_uses_is_told_again_and_again_until_nobody_listens()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var samples = new Collected<ContainerStatsResponse>();
        var stream = Containers.GetContainerStatsAsync(id, new(), samples, listening.Token);

        await Eventually.TrueAsync(() => samples.All.Count > 1, Ct);
        await listening.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream);
    }

    private IContainerOperations Containers => engine.Client.Containers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task RefusedAsync(HttpStatusCode status, Func<Task> doAsync) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<DockerApiException>(doAsync)).StatusCode);

    private Task<IList<ContainerListResponse>> ListAsync(string status) => Containers.ListContainersAsync(
        new()
        {
            All = true,
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["status"] = new Dictionary<string, bool> { [status] = true },
                ["label"] = new Dictionary<string, bool> { [$"{DockerEngine.Label}={engine.Id}"] = true },
            },
        },
        Ct);
}
