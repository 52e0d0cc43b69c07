using System.Globalization;
using System.Text.Json;
using NcAspire.Cli.Images;
using NcAspire.Cli.Running;

namespace NcAspire.Cli.Diagnosis;

/// <summary>Looks at what <c>./nc up --provider docker</c> needs. Without Docker that is a note: nobody else needs it.</summary>
public static class DockerExamination
{
    private const string Network = "nc-internal";

    public static async Task<IReadOnlyList<Finding>> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (await Machine.VersionAsync("docker", cancellationToken) is null)
        {
            return [DockerFindings.NotInstalled];
        }

        var docker = new DockerCli(DockerCli.Named(null));

        if (await docker.FaultAsync(cancellationToken) is { } fault)
        {
            return [DockerFindings.Silent(fault)];
        }

        // {"ServerVersion":"20.10.24","CgroupVersion":"1","MemTotal":25271222272,"NCPU":2,"DockerRootDir":"/var/lib/docker",…}
        using var info = JsonDocument.Parse(await docker.RunAsync(["info", "--format", "{{json .}}"], cancellationToken));
        var api = await docker.RunAsync(["version", "--format", "{{.Server.APIVersion}}"], cancellationToken);
        var image = GatewayImage.NameIn(context.Checkout);
        return
        [
            DockerFindings.Engine(api, info.RootElement),
            await NetworkAsync(docker, Network, cancellationToken),
            DockerFindings.Firewall(await FirewallAsync(context, cancellationToken)),
            DockerFindings.Image(image, await docker.ImageAsync(image, cancellationToken)),
            await RoomAsync(docker, info.RootElement, cancellationToken),
        ];
    }

    public static async Task<Finding> NetworkAsync(DockerCli docker, string network, CancellationToken cancellationToken) =>
        DockerFindings.Network(
            network, await docker.TryAsync(["network", "inspect", "--format", DockerFindings.NetworkFormat, network], cancellationToken));

    private static async Task<ChildResult?> FirewallAsync(CommandContext context, CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess
            ? await Child.CaptureAsync(
                new("/bin/sh", [Path.Combine(context.Checkout.Root, "deploy", "vm", "firewall.sh"), "--check"]), cancellationToken)
            : null;

    private static async Task<Finding> RoomAsync(DockerCli docker, JsonElement info, CancellationToken cancellationToken)
    {
        var ids = Lines(await docker.RunAsync(["ps", "--quiet", "--filter", "label=ncaspire.instance"], cancellationToken));

        // One that ended meanwhile is not among the answers, and makes it a failure.
        var limits = ids.Length == 0
            ? []
            : Lines((await docker.TryAsync(["inspect", "--format", "{{.HostConfig.Memory}}", .. ids], cancellationToken)).Output)
                .Select(line => long.Parse(line, CultureInfo.InvariantCulture))
                .ToList();
        var root = info.TryGetProperty("DockerRootDir", out var folder) ? folder.GetString() : null;
        return DockerFindings.Room(
            info.GetProperty("MemTotal").GetInt64(),
            limits,
            Machine.FreeMemory(),
            Directory.Exists(root) ? new DriveInfo(root).AvailableFreeSpace : null);
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
