using Docker.DotNet.Models;
using NcAspire.Compute.Docker;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>Each field that keeps a machine safe, with one value that does not.</summary>
public sealed class MachineDriftTests
{
    private const string Options = "Its security options are not those of its profile: it may gain privileges, or calls of the kernel are not filtered.";

    public static TheoryData<string, Action<ContainerInspectResponse>> Changes => new()
    {
        { "It is privileged.", m => m.HostConfig.Privileged = true },
        { "It has capabilities that it must not have.", m => m.HostConfig.CapAdd = ["NET_ADMIN"] },
        { "Its capabilities are not all dropped.", m => m.HostConfig.CapDrop = ["NET_RAW"] },
        { "Its capabilities are not all dropped.", m => m.HostConfig.CapDrop = null },
        { Options, m => m.HostConfig.SecurityOpt = null },
        { Options, m => m.HostConfig.SecurityOpt = ["no-new-privileges", "seccomp=unconfined"] },
        { Options, m => m.HostConfig.SecurityOpt = ["no-new-privileges:false"] },
        { "It can see parts of /proc and /sys that are hidden by default.", m => m.HostConfig.MaskedPaths = [] },
        { "It can see parts of /proc and /sys that are hidden by default.", m => m.HostConfig.ReadonlyPaths = [] },
        { "It has further groups.", m => m.HostConfig.GroupAdd = ["docker"] },
        { "It has devices of the host.", m => m.HostConfig.Devices = [new DeviceMapping { PathOnHost = "/dev/sda" }] },
        { "It has devices of the host.", m => m.HostConfig.DeviceCgroupRules = ["c 1:* rmw"] },
        { "It has devices of the host.", m => m.HostConfig.DeviceRequests = [new DeviceRequest { Count = -1, Capabilities = [["gpu"]] }] },
        { "It has settings of the kernel of its own.", m => m.HostConfig.Sysctls = One("net.ipv4.ip_forward", "1") },
        { "It sees the processes of others.", m => m.HostConfig.PidMode = "host" },
        { "It shares memory with others.", m => m.HostConfig.IpcMode = "host" },
        { "It shares its host name with others.", m => m.HostConfig.UTSMode = "host" },
        { "It is outside the engine's user namespace.", m => m.HostConfig.UsernsMode = "host" },
        { "It is in a control group of its own choice.", m => m.HostConfig.CgroupParent = "/" },
        { "Its own file system can be written.", m => m.HostConfig.ReadonlyRootfs = false },
        { "It mounts something of the host or of another container.", m => m.HostConfig.Binds = ["/:/host"] },
        { "It mounts something of the host or of another container.", m => m.HostConfig.VolumesFrom = ["other"] },
        { "It mounts something else than its state volume.", m => m.Mounts.Add(new MountPoint { Type = "bind", Source = "/", RW = true }) },
        { "It mounts something else than its state volume.", m => m.Mounts[0].Name = "another-state" },
        { "It mounts something else than its state volume.", m => m.Mounts[0].Type = "bind" },
        { "It mounts something else than its state volume.", m => m.Mounts = [] },
        { "Its /tmp is not that of its profile.", m => m.HostConfig.Tmpfs = One("/tmp", "rw,exec") },
        { "It has storage options.", m => m.HostConfig.StorageOpt = One("size", "100G") },
        { "It is not in the network of tenants alone.", m => m.HostConfig.NetworkMode = "host" },
        { "It is not in the network of tenants alone.", m => m.NetworkSettings.Networks["bridge"] = new EndpointSettings() },
        { "It publishes ports on the host.", m => m.HostConfig.PortBindings = Ports() },
        { "It publishes ports on the host.", m => m.NetworkSettings.Ports = Ports() },
        { "It publishes ports on the host.", m => m.HostConfig.PublishAllPorts = true },
        { "It has a fixed address.", m => Endpoint(m).IPAMConfig = new EndpointIPAMConfig { IPv4Address = "10.210.8.9" } },
        { "Its address is not one of a tenant.", m => Endpoint(m).IPAddress = "10.210.0.2" },
        { "It resolves names in a way of its own.", m => m.HostConfig.ExtraHosts = ["host:host-gateway"] },
        { "It resolves names in a way of its own.", m => m.HostConfig.DNS = ["10.0.0.1"] },
        { "Its memory limit is another one.", m => m.HostConfig.Memory = 0 },
        { "Its memory limit is another one.", m => m.HostConfig.MemorySwap = -1 },
        { "It is spared when memory runs out.", m => m.HostConfig.OomKillDisable = true },
        { "It is spared when memory runs out.", m => m.HostConfig.OomScoreAdj = -1000 },
        { "Its limit of processes is another one.", m => m.HostConfig.PidsLimit = null },
        { "Its CPU limit is another one.", m => m.HostConfig.NanoCPUs = 0 },
        { "Its CPU limit is another one.", m => m.HostConfig.CPUShares = 200_000 },
        { "Its CPU limit is another one.", m => m.HostConfig.CpusetCpus = "0" },
        { "It is started again, or removed, in another way.", m => m.HostConfig.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.Always } },
        { "It is started again, or removed, in another way.", m => m.HostConfig.RestartPolicy = null },
        { "It is started again, or removed, in another way.", m => m.HostConfig.AutoRemove = true },
        { "Its output is kept in another way and may fill the disk.", m => m.HostConfig.LogConfig = new LogConfig { Type = "json-file" } },
        { "It runs as another user.", m => m.Config.User = "0" },
        { "It runs another command than its image's.", m => m.Config.Cmd = ["sh"] },
        { "It runs another command than its image's.", m => m.Config.Entrypoint = null },
        { "It has no first process that clears up after the others.", m => m.HostConfig.Init = false },
        { "It has a terminal.", m => m.Config.Tty = true },
        { "It has variables that it must not have: OPENAI_API_KEY.", m => m.Config.Env.Add("OPENAI_API_KEY=sk") },
        { "It has variables that it must not have: PATH.", m => m.Config.Env.Add("PATH=/data/bin") },
        { "Variables of its profile are missing or have other values.", m => m.Config.Env.Remove("TMPDIR=/tmp") },
    };

    [Fact]
    public void A_machine_as_it_was_made_has_none() => Assert.Empty(Drift(Machines.Made()));

    [Fact]
    public void Privileges_that_are_written_in_the_long_way_are_the_same()
    {
        var machine = Machines.Made();
        machine.HostConfig.SecurityOpt = ["no-new-privileges:true"];
        Assert.Empty(Drift(machine));
    }

    [Fact]
    public void Paths_that_were_not_given_are_hidden_by_the_engine()
    {
        var machine = Machines.Made();
        (machine.HostConfig.MaskedPaths, machine.HostConfig.ReadonlyPaths) = (null, null);
        Assert.Empty(Drift(machine));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void One_field_that_differs_is_one_sentence(string sentence, Action<ContainerInspectResponse> change)
    {
        var machine = Machines.Made();
        change(machine);
        Assert.Equal([sentence], Drift(machine));
    }

    [Fact]
    public void An_image_without_the_mark_of_the_preflight_is_one() =>
        Assert.Equal(
            ["Its image has not passed the preflight."],
            Drift(Machines.Made(), Machines.Image with { Labels = new Dictionary<string, string>() }));

    private static IReadOnlyList<string> Drift(ContainerInspectResponse machine, GatewayImage? image = null) =>
        MachineDrift.Of(Machines.Body, machine, image ?? Machines.Image, Machines.Subnet);

    private static EndpointSettings Endpoint(ContainerInspectResponse machine) => machine.NetworkSettings.Networks.Values.Single();

    private static Dictionary<string, string> One(string name, string value) => new() { [name] = value };

    private static Dictionary<string, IList<PortBinding>> Ports() => new() { ["18789/tcp"] = [new PortBinding { HostPort = "1" }] };
}
