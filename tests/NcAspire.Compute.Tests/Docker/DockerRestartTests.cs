using System.Diagnostics;
using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>An engine that is killed, stopped and started again, and one whose disk is full.</summary>
public sealed class DockerRestartTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private PrivateEngine _engine = null!;
    private IComputeProvider _provider = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(Path.GetDirectoryName(_engine.Endpoint.AbsolutePath)!, "data");

    public async ValueTask InitializeAsync()
    {
        await backend.ReadyAsync(Ct);
        _engine = await PrivateEngine.CreateAsync(Ct);
        await _engine.LoadAsync(backend.Client, backend.Image, Ct);
        _provider = backend.NewProvider(("Endpoint", _engine.Endpoint.ToString()));
    }

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Creations_in_the_middle_of_which_the_engine_is_killed_go_on_where_they_were()
    {
        var specs = Enumerable.Range(0, 6).Select(_ => backend.NewSpec()).ToList();
        var coming = Task.WhenAll(specs.Select(spec => Task.Run(() => BringUpAsync(spec), Ct)));

        for (var kills = 1; kills <= 3; kills++)
        {
            var wanted = kills;
            await Eventually.HoldsAsync(async () => (await CountAsync()) >= wanted || coming.IsCompleted, _limit, Ct);
            await _engine.KillAsync(Ct);
            await _engine.StartAsync(Ct);
        }

        await coming;

        // What ran when the engine was killed has ended, and starts again.
        await Task.WhenAll(specs.Select(BringUpAsync));
        // A container that looked into a volume may be left; it is nobody's.
        var owned = (await _provider.ListOwnedAsync(Ct)).Where(resource => resource.Instance is not null);
        Assert.Equal(
            specs.SelectMany(spec => (string[])[spec.Name, spec.Volume]).Order(), owned.Select(resource => resource.Name).Order());
        Assert.All(await Task.WhenAll(specs.Select(spec => _provider.InspectAsync(spec.Name, Ct))), state => Assert.Empty(state.Drift));
        Assert.All(await Task.WhenAll(specs.Select(OwnerAsync)), owner => Assert.Equal("1000:1000 700", owner));

        foreach (var spec in specs)
        {
            await _provider.DeleteAsync(spec.Name, Ct);
            await _provider.DeleteVolumeAsync(spec.Volume, Ct);
        }

        Assert.Empty(await _provider.ListOwnedAsync(Ct));
    }

    [Fact]
    public async Task Machines_and_volumes_outlive_the_engine_and_its_notices_do_not()
    {
        var spec = backend.NewSpec();
        await BringUpAsync(spec);
        var watching = WatchAsync();

        await _engine.StopAsync(Ct);

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => watching)).IsTransient);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => _provider.InspectAsync(spec.Name, Ct))).IsTransient);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(WatchAsync)).IsTransient);

        await _engine.StartAsync(Ct);
        Assert.True(await _provider.VolumeExistsAsync(spec.Volume, Ct));
        await _provider.StartAsync(spec.Name, Ct);
        Assert.Equal(MachinePhase.Running, (await _provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task A_volume_of_an_earlier_life_is_told_from_one_of_somebody_else_after_the_engine_was_started_anew()
    {
        var (ours, foreign, elsewhere) = (backend.NewSpec(), backend.NewSpec(), backend.NewSpec());
        await _provider.EnsureVolumeAsync(ours.Instance, ours.Volume, Ct);
        await _provider.CreateAsync(ours, Ct);
        await _provider.SeedFilesAsync(ours.Name, [new SeedFile("kept.txt", "kept")], Ct);
        await _provider.DeleteAsync(ours.Name, Ct);
        var labels = (await _engine.Client.Volumes.InspectAsync(ours.Volume, Ct)).Labels;
        await _engine.Client.Volumes.CreateAsync(
            new VolumesCreateParameters { Name = foreign.Volume, Labels = new Dictionary<string, string> { ["whose"] = "theirs" } }, Ct);
        await _engine.Client.Volumes.CreateAsync(
            new VolumesCreateParameters
            {
                Name = elsewhere.Volume,
                DriverOpts = new Dictionary<string, string> { ["type"] = "none", ["o"] = "bind", ["device"] = "/etc" },
                Labels = new Dictionary<string, string>(labels) { [MachineLabels.Instance] = elsewhere.Instance.ToString() },
            },
            Ct);

        // What was there before it is answered without labels and options by an engine that is asked to make it.
        await _engine.StopAsync(Ct);
        await _engine.StartAsync(Ct);

        await _provider.EnsureVolumeAsync(ours.Instance, ours.Volume, Ct);
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(Data, "volumes", ours.Volume, "_data", ".openclaw", "kept.txt"), Ct));

        foreach (var (spec, reason) in new[] { (foreign, "did not make"), (elsewhere, "is not a plain one") })
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(() => _provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct));
            Assert.False(fault.IsTransient);
            Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_there_stays()
    {
        var spec = backend.NewSpec();
        await MountAsync("volumes", "2m");
        await MountAsync("containers", "1m");
        await _provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await _provider.CreateAsync(spec, Ct);
        await _provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", "{}")], Ct);

        await AssertFullAsync(() => _provider.SeedFilesAsync(spec.Name, [new SeedFile("large", new string('x', 3 << 20))], Ct));
        await _provider.SeedFilesAsync(spec.Name, [new SeedFile("large", "small"), new SeedFile("openclaw.json", """{"a":1}""")], Ct);

        var another = backend.NewSpec();
        await _provider.EnsureVolumeAsync(another.Instance, another.Volume, Ct);
        Fill(Path.Combine(Data, "containers", "full"));
        await AssertFullAsync(() => _provider.CreateAsync(another, Ct));
        Assert.Equal(MachineState.Missing, await _provider.InspectAsync(another.Name, Ct));
        Assert.Equal(MachinePhase.Created, (await _provider.InspectAsync(spec.Name, Ct)).Phase);

        File.Delete(Path.Combine(Data, "containers", "full"));
        await _provider.CreateAsync(another, Ct);
        Assert.Equal(MachinePhase.Created, (await _provider.InspectAsync(another.Name, Ct)).Phase);
    }

    // As a workflow does it: every step is repeated until it succeeds, and only what may pass is repeated.
    private async Task BringUpAsync(MachineSpec spec)
    {
        var watch = Stopwatch.StartNew();

        while (true)
        {
            try
            {
                await _provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
                await _provider.CreateAsync(spec, Ct);
                await _provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript())], Ct);
                await _provider.StartAsync(spec.Name, Ct);

                if ((await _provider.InspectAsync(spec.Name, Ct)).Phase is MachinePhase.Running)
                {
                    return;
                }
            }
            catch (ProviderException fault) when (fault.IsTransient && watch.Elapsed < _limit)
            {
                await Task.Delay(_pause, TimeProvider.System, Ct);
            }
        }
    }

    // Of the volume, as the gateway finds it.
    private async Task<string> OwnerAsync(MachineSpec spec)
    {
        var exec = await _engine.Client.Exec.ExecCreateContainerAsync(
            spec.Name, new ContainerExecCreateParameters { AttachStdout = true, Cmd = ["stat", "-c", "%u:%g %a", "/data"] }, Ct);
        using var stream = await _engine.Client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, Ct);
        return (await stream.ReadOutputToEndAsync(Ct)).stdout.TrimEnd();
    }

    private async Task<int> CountAsync()
    {
        try
        {
            return (await _provider.ListOwnedAsync(Ct)).Count(resource => resource.Kind is OwnedResourceKind.Machine);
        }
        catch (ProviderException)
        {
            return 0;
        }
    }

    private async Task WatchAsync()
    {
        await foreach (var _ in _provider.WatchAsync(Ct))
        {
        }
    }

    private static async Task AssertFullAsync(Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<ProviderException>(call);
        Assert.True(fault.IsTransient);
        Assert.Equal("The disk of the Docker host is full. Ask the operator to make room, then try again.", fault.Message);
    }

    // Over what the running engine has there: as it starts, it hides mounts below its folder.
    private async Task MountAsync(string folder, string size)
    {
        var path = Path.Combine(Data, folder);
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", $"size={size},mode=711", "tmpfs", path]);
        await mount.WaitForExitAsync(Ct);
        Assert.Equal(0, mount.ExitCode);
    }

    private static void Fill(string file)
    {
        using var stream = File.Create(file);
        Assert.ThrowsAny<IOException>(() => WriteForEver(stream));
    }

    private static void WriteForEver(FileStream stream)
    {
        while (true)
        {
            stream.Write(new byte[4096]);
            stream.Flush(flushToDisk: true);
        }
    }
}
