using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Conformance;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>The guard's own image, with as little as it can have: no root, no capability, no network, nothing to write to.</summary>
public sealed class GuardContainerTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private const string User = "65532:65532";

    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-guard-").FullName;
    private readonly string _token = Guid.NewGuid().ToString();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => DockerEngine.Endpoint.Scheme is "unix"
        ? backend.ReadyAsync(Ct)
        : throw Prerequisite.Missing("A guard in a container needs an engine that listens on a socket of this computer.");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_machine_lives_through_a_guard_that_has_nothing_else()
    {
        var guard = await StartAsync(await GuardImage.BuildAsync(backend.Engine, Ct));
        using var caller = Caller.Host($"unix://{_folder}/run/guard.sock", Path.Combine(_folder, "token"), backend.Image);
        var provider = caller.Services.GetRequiredService<IComputeProvider>();
        var spec = backend.NewSpec();

        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await provider.CreateAsync(spec, Ct);
        await provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript())], Ct);
        await provider.StartAsync(spec.Name, Ct);
        Assert.Equal(MachinePhase.Running, (await provider.InspectAsync(spec.Name, Ct)).Phase);
        await provider.DeleteAsync(spec.Name, Ct);
        await provider.DeleteVolumeAsync(spec.Volume, Ct);
        Assert.Equal(MachineState.Missing, await provider.InspectAsync(spec.Name, Ct));
        Assert.Empty(await provider.ListOwnedAsync(Ct));

        await AssertOrderlyEndAsync(guard);
    }

    private async Task<string> StartAsync(string image)
    {
        var volume = await backend.Client.Volumes.CreateAsync(
            new VolumesCreateParameters { Name = backend.Engine.Name("guard"), Labels = backend.Engine.Labels }, Ct);
        if (!Directory.Exists(volume.Mountpoint))
        {
            throw Prerequisite.Missing("The engine's volumes are not folders of this computer that this user may enter.");
        }

        // The volume's own path may be too long for the address of a socket.
        Directory.CreateSymbolicLink(Path.Combine(_folder, "run"), volume.Mountpoint);
        var container = await backend.Client.Containers.CreateContainerAsync(Body(image, volume.Name), Ct);
        await PutTokenAsync(container.ID);
        await backend.Client.Containers.StartContainerAsync(container.ID, new ContainerStartParameters(), Ct);
        await Eventually.TrueAsync(async () => (await LogAsync(container.ID)).Contains("Application started", StringComparison.Ordinal), Ct);
        return container.ID;
    }

    // The flags of docker create in the guard's README.
    private CreateContainerParameters Body(string image, string volume) => new()
    {
        Image = image,
        User = User,
        Labels = backend.Engine.Labels,
        Env =
        [
            .. backend.GuardSettings().Where(setting => setting.Name is not "Docker:Endpoint")
                .Select(setting => $"{setting.Name.Replace(":", "__", StringComparison.Ordinal)}={setting.Value}"),
        ],
        HostConfig = new HostConfig
        {
            ReadonlyRootfs = true,
            CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges"],
            NetworkMode = "none",
            GroupAdd = [SocketGroup()],
            Memory = 96L << 20,
            MemorySwap = 96L << 20,
            PidsLimit = 64,
            Mounts =
            [
                new Mount { Type = "bind", Source = DockerEngine.Endpoint.AbsolutePath, Target = "/run/docker.sock" },
                new Mount { Type = "volume", Source = volume, Target = "/run/ncaspire" },
            ],
        },
    };

    // Into the volume, for the guard's user and group; and for this process.
    private async Task PutTokenAsync(string container)
    {
        var own = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(own, _token, Ct);
        File.SetUnixFileMode(own, UnixFileMode.UserRead);

        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "token")
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(_token)),
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
                    Uid = 65532,
                    Gid = 65532,
                },
                Ct);
        }

        tar.Position = 0;
        await backend.Client.Containers.ExtractArchiveToContainerAsync(
            container, new ContainerPathStatParameters { Path = "/run/ncaspire" }, tar, Ct);
    }

    private async Task AssertOrderlyEndAsync(string container)
    {
        await backend.Client.Containers.StopContainerAsync(container, new ContainerStopParameters { WaitBeforeKillSeconds = 10 }, Ct);
        var ended = await backend.Client.Containers.InspectContainerAsync(container, Ct);
        Assert.Equal((0L, false), (ended.State.ExitCode, ended.State.OOMKilled));
        var log = await LogAsync(container);
        Assert.Contains("\"Verb\":\"create\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain(_token, log, StringComparison.Ordinal);
    }

    private async Task<string> LogAsync(string container)
    {
        using var logs = await backend.Client.Containers.GetContainerLogsAsync(
            container, tty: false, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, Ct);
        var (output, errors) = await logs.ReadOutputToEndAsync(Ct);
        return output + errors;
    }

    /// <summary>The group that the engine's socket belongs to.</summary>
    private static string SocketGroup()
    {
        using var stat = Process.Start(
            new ProcessStartInfo("stat", ["-c", "%g", DockerEngine.Endpoint.AbsolutePath]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("stat did not start.");
        return stat.StandardOutput.ReadToEnd().Trim();
    }
}
