using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>Machines that an engine really made, each with one field that is not as it should be.</summary>
public sealed class DockerDriftTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private const string Filters =
        "Its security options are not those of its profile: it may gain privileges, or calls of the kernel are not filtered.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    public static TheoryData<string, Action<CreateContainerParameters>> Changes => new()
    {
        { "It is privileged.", b => b.HostConfig.Privileged = true },
        { "It has capabilities that it must not have.", b => b.HostConfig.CapAdd = ["NET_ADMIN"] },
        { "Its capabilities are not all dropped.", b => b.HostConfig.CapDrop = ["NET_RAW"] },
        { Filters, b => b.HostConfig.SecurityOpt = ["no-new-privileges", "seccomp=unconfined"] },
        { Filters, b => b.HostConfig.SecurityOpt = null },
        { "It can see parts of /proc and /sys that are hidden by default.", b => b.HostConfig.MaskedPaths = [] },
        { "It has further groups.", b => b.HostConfig.GroupAdd = ["0"] },
        { "It has devices of the host.", b => b.HostConfig.Devices = [Null()] },
        { "It sees the processes of others.", b => b.HostConfig.PidMode = "host" },
        { "It shares memory with others.", b => b.HostConfig.IpcMode = "shareable" },
        { "Its own file system can be written.", b => b.HostConfig.ReadonlyRootfs = false },
        { "It is spared when memory runs out.", b => b.HostConfig.OomScoreAdj = -500 },
        { "Its memory limit is another one.", b => b.HostConfig.Memory = b.HostConfig.MemorySwap = 1 << 30 },
        { "Its limit of processes is another one.", b => b.HostConfig.PidsLimit = 100_000 },
        { "Its CPU limit is another one.", b => b.HostConfig.NanoCPUs = 0 },
        { "It publishes ports on the host.", b => b.HostConfig.PortBindings = new Dictionary<string, IList<PortBinding>> { ["1/tcp"] = [new()] } },
        { "It is started again, or removed, in another way.", b => b.HostConfig.RestartPolicy = new() { Name = RestartPolicyKind.Always } },
        { "Its output is kept in another way and may fill the disk.", b => b.HostConfig.LogConfig = null },
        { "It runs as another user.", b => b.User = "0:0" },
        { "It runs another command than its image's.", b => b.Cmd = ["sleep", "1000"] },
        { "It has variables that it must not have: LD_PRELOAD.", b => b.Env.Add("LD_PRELOAD=/data/evil.so") },
        { "It resolves names in a way of its own.", b => b.HostConfig.ExtraHosts = ["a.example:10.0.0.1"] },
    };

    public ValueTask InitializeAsync() => backend.ReadyAsync(Ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_machine_has_none_in_all_its_life()
    {
        var spec = await backend.CreatedAsync();
        Assert.Empty((await Provider.InspectAsync(spec.Name, Ct)).Drift);

        await Provider.StartAsync(spec.Name, Ct);
        Assert.Empty((await Provider.InspectAsync(spec.Name, Ct)).Drift);

        await Provider.StopAsync(spec.Name, TimeSpan.FromSeconds(5), Ct);
        Assert.Empty((await Provider.InspectAsync(spec.Name, Ct)).Drift);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_field_that_was_made_differently_is_told(string sentence, Action<CreateContainerParameters> change)
    {
        var spec = await MakeAsync(change);

        // One change may bring others with it: whoever sees the processes of others is not confined either.
        Assert.Contains(sentence, (await Provider.InspectAsync(spec.Name, Ct)).Drift);
    }

    [Fact]
    public async Task A_folder_of_the_host_is_told_wherever_it_is_mounted()
    {
        string[] sentences = ["It mounts something of the host or of another container.", "It mounts something else than its state volume."];
        var bound = await MakeAsync(body => body.HostConfig.Binds = ["/etc:/host:ro"]);
        var mounted = await MakeAsync(body => body.HostConfig.Mounts.Add(new Mount { Type = "bind", Source = "/etc", Target = "/host" }));

        Assert.Equal(sentences, (await Provider.InspectAsync(bound.Name, Ct)).Drift);
        Assert.Equal(sentences[1..], (await Provider.InspectAsync(mounted.Name, Ct)).Drift);
    }

    [Fact]
    public async Task Limits_that_are_changed_while_it_runs_are_told()
    {
        var spec = await backend.RunningAsync();

        await backend.Client.Containers.UpdateContainerAsync(
            spec.Name,
            new ContainerUpdateParameters
            {
                Memory = 512 << 20,
                MemorySwap = 512 << 20,
                PidsLimit = 1000,
                RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.UnlessStopped },
            },
            Ct);

        Assert.Equal(
            [
                "Its memory limit is another one.", "Its limit of processes is another one.",
                "It is started again, or removed, in another way.",
            ],
            (await Provider.InspectAsync(spec.Name, Ct)).Drift);
    }

    [Fact]
    public async Task A_further_network_and_the_address_of_the_control_plane_are_told()
    {
        var spec = await backend.CreatedAsync();
        var further = backend.Engine.Name("further");
        await backend.Client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters { Name = further, Driver = "bridge", Internal = true, Labels = backend.Engine.Labels }, Ct);
        await backend.Client.Networks.ConnectNetworkAsync(further, new NetworkConnectParameters { Container = spec.Name }, Ct);
        Assert.Equal(["It is not in the network of tenants alone."], (await Provider.InspectAsync(spec.Name, Ct)).Drift);

        var inside = await backend.CreatedAsync();
        await backend.Client.Networks.DisconnectNetworkAsync(
            backend.Network, new NetworkDisconnectParameters { Container = inside.Name, Force = true }, Ct);
        await backend.Client.Networks.ConnectNetworkAsync(
            backend.Network,
            new NetworkConnectParameters
            {
                Container = inside.Name,
                EndpointConfig = new EndpointSettings { IPAMConfig = new EndpointIPAMConfig { IPv4Address = backend.Address(2) } },
            },
            Ct);
        await Provider.StartAsync(inside.Name, Ct);
        Assert.Equal(["It has a fixed address.", "Its address is not one of a tenant."], (await Provider.InspectAsync(inside.Name, Ct)).Drift);
    }

    [Fact]
    public async Task An_image_that_nobody_found_good_is_told()
    {
        var image = await backend.UnprovedImageAsync(Ct);
        var spec = await MakeAsync(body => body.Image = image);
        Assert.Equal(["Its image has not passed the preflight."], (await Provider.InspectAsync(spec.Name, Ct)).Drift);
    }

    [Fact]
    public async Task Labels_that_nobody_would_have_made_are_told()
    {
        var spec = await MakeAsync(body => body.Labels[MachineLabels.Memory] = "1");
        var other = await MakeAsync(body => body.Labels.Remove(MachineLabels.Slug));

        Assert.Contains("of memory are too little", Assert.Single((await Provider.InspectAsync(spec.Name, Ct)).Drift), StringComparison.Ordinal);
        Assert.Equal(
            ["The machine's labels are not those that it was made with."], (await Provider.InspectAsync(other.Name, Ct)).Drift);
    }

    private async Task<MachineSpec> MakeAsync(Action<CreateContainerParameters> change)
    {
        var spec = await backend.CreatedAsync();
        await Provider.DeleteAsync(spec.Name, Ct);
        var image = GatewayImage.Of(await backend.Client.Images.InspectImageAsync(backend.Image, Ct));
        var options = new DockerOptions { Installation = backend.Engine.Id, Network = backend.Network, MemoryFloorBytes = 16 << 20 };
        var body = MachineProfile.Of(spec, image, options);
        change(body);
        await backend.Client.Containers.CreateContainerAsync(body, Ct);
        return spec;
    }

    private static DeviceMapping Null() =>
        new() { PathOnHost = "/dev/null", PathInContainer = "/dev/null2", CgroupPermissions = "rwm" };
}
