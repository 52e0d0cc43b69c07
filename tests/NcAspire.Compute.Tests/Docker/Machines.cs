using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>A machine as it is asked for, and what an engine says of the one that was made.</summary>
internal static class Machines
{
    public static DockerOptions Options { get; } = new() { Installation = "here" };

    public static TenantSubnet Subnet { get; } = TenantSubnet.TryParse(Options.Subnet)!;

    public static GatewayImage Image { get; } = new(
        "sha256:5b5702c6",
        new Dictionary<string, string> { [MachineLabels.Preflight] = "1", [MachineLabels.WhatsAppPlugin] = "/opt/whatsapp" },
        ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/node", "NODE_COMPILE_CACHE=/opt/cache"],
        ["/bin/sh", "/usr/local/bin/entrypoint"],
        ["openclaw", "gateway"]);

    public static MachineSpec Spec { get; } = new(
        new InstanceId(new Guid("019a0000-0000-7000-8000-000000000001")),
        Slug.TryParse("ada")!,
        "nc-019a0000000070008000000000000001",
        "nc-019a0000000070008000000000000001-state",
        "gateway:1",
        1536L << 20,
        0.7,
        new Dictionary<string, string> { ["OPENCLAW_OFFLINE"] = "1", ["OPENCLAW_NO_RESPAWN"] = "1" });

    public static CreateContainerParameters Body => MachineProfile.Of(Spec, Image, Options);

    /// <summary>What the engine tells of a machine that was made by its profile and runs.</summary>
    public static ContainerInspectResponse Made()
    {
        var body = Body;
        var host = body.HostConfig;
        host.MaskedPaths = ["/proc/kcore"];
        host.ReadonlyPaths = ["/proc/sys"];
        host.OomKillDisable = false;
        return new ContainerInspectResponse
        {
            ID = "24fbcdc646e7",
            Name = $"/{body.Name}",
            Image = body.Image,
            State = new ContainerState { Status = "running", Running = true, StartedAt = "2026-11-20T09:33:31.536399956Z" },
            HostConfig = host,
            Config = new Config
            {
                User = body.User,
                Env = [.. body.Env, "PATH=/usr/local/bin:/usr/bin:/bin", "NODE_COMPILE_CACHE=/opt/cache"],
                Labels = new Dictionary<string, string>(Image.Labels.Concat(body.Labels)),
                Entrypoint = [.. Image.Entrypoint],
                Cmd = [.. Image.Command],
            },
            Mounts = [new MountPoint { Type = "volume", Name = Spec.Volume, Destination = "/data", Driver = "local", RW = true }],
            NetworkSettings = new NetworkSettings
            {
                Networks = new Dictionary<string, EndpointSettings> { [Options.Network] = new() { IPAddress = "10.210.8.3" } },
            },
        };
    }
}
