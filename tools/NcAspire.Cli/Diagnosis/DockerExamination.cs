using System.Globalization;
using System.Text.Json;
using NcAspire.Cli.Images;
using NcAspire.Cli.Running;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Diagnosis;

/// <summary>Looks at what <c>./nc up --provider docker</c> needs. Without Docker that is a note: nobody else needs it.</summary>
public static class DockerExamination
{
    private const string Network = "nc-internal";
    private const long GatewayBytes = 1536L << 20;
    private const long ReserveBytes = 2L << 30;

    public static async Task<IReadOnlyList<Finding>> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (await Machine.VersionAsync("docker", cancellationToken) is null)
        {
            return [new Finding(Health.Note, "Docker", "only ./nc up --provider docker needs it: `apt-get install docker.io`")];
        }

        var docker = new DockerCli(DockerCli.Named(null));

        if (await docker.FaultAsync(cancellationToken) is { } fault)
        {
            return
            [
                new Finding(
                    Health.Note, "Docker", $"no engine answers ({fault}); only ./nc up --provider docker needs one, DOCKER_HOST names another"),
            ];
        }

        // docker info --format '{{json .}}': {"ServerVersion":"20.10.24","CgroupVersion":"1","MemTotal":25271222272,"NCPU":2,"DockerRootDir":"/var/lib/docker",…}
        using var info = JsonDocument.Parse(await docker.RunAsync(["info", "--format", "{{json .}}"], cancellationToken));
        return
        [
            await EngineAsync(docker, info.RootElement, cancellationToken),
            await NetworkAsync(docker, cancellationToken),
            await FirewallAsync(context, cancellationToken),
            await ImageAsync(context, docker, cancellationToken),
            await RoomAsync(docker, info.RootElement, cancellationToken),
        ];
    }

    private static async Task<Finding> EngineAsync(DockerCli docker, JsonElement info, CancellationToken cancellationToken)
    {
        var api = await docker.RunAsync(["version", "--format", "{{.Server.APIVersion}}"], cancellationToken);
        var text = $"{Text(info, "ServerVersion")}, API {api}, cgroup v{Text(info, "CgroupVersion")}";
        return Version.TryParse(api, out var version) && version >= new Version(1, 41)
            ? new Finding(Health.Ok, "Docker", text)
            : new Finding(Health.Problem, "Docker", $"{text}; NcAspire needs API 1.41 (Docker 20.10) or newer");
    }

    private static async Task<Finding> NetworkAsync(DockerCli docker, CancellationToken cancellationToken)
    {
        const string Format =
            """{{.Driver}} {{index .Options "com.docker.network.bridge.enable_icc"}} {{index .Labels "ncaspire.installation"}}""";
        var answer = await docker.TryAsync(["network", "inspect", "--format", Format, Network], cancellationToken);

        if (answer.ExitCode != 0)
        {
            return new Finding(Health.Note, "network", $"{Network} is not there yet; the first instance makes it");
        }

        return answer.Output.Trim().Split(' ') is ["bridge", "false", { Length: > 0 }]
            ? new Finding(Health.Ok, "network", $"{Network} keeps tenants apart")
            : new Finding(Health.Problem, "network", $"{Network} was made by somebody else or lets tenants talk: `docker network rm {Network}`");
    }

    private static async Task<Finding> FirewallAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var script = Path.Combine(context.Checkout.Root, "deploy", "vm", "firewall.sh");

        if (!Environment.IsPrivilegedProcess)
        {
            return new Finding(Health.Note, "firewall", "only root can look: `sudo deploy/vm/firewall.sh --check`");
        }

        var answer = await Child.CaptureAsync(new("/bin/sh", [script, "--check"]), cancellationToken);
        return answer.ExitCode switch
        {
            0 => new Finding(Health.Ok, "firewall", "keeps tenants from this host and from private networks"),
            1 => new Finding(
                Health.Note, "firewall", "is not in place: tenants reach services of this host; `deploy/vm/firewall.sh` closes that"),
            _ => new Finding(Health.Note, "firewall", answer.Error.Trim()),
        };
    }

    private static async Task<Finding> ImageAsync(CommandContext context, DockerCli docker, CancellationToken cancellationToken)
    {
        var name = GatewayImage.NameIn(context.Checkout);
        return await docker.ImageAsync(name, cancellationToken) switch
        {
            null => new Finding(Health.Note, "image", $"{name} is not there yet: `./nc image`"),
            var image when image[ImageLabels.Preflight] != GatewayContract.Id =>
                new Finding(Health.Problem, "image", $"{name} was tried out for another version of NcAspire: `./nc image`"),
            var image => new Finding(Health.Ok, "image", string.Create(
                CultureInfo.InvariantCulture, $"{name}, {image.Bytes / 1_000_000} MB, passed its preflight")),
        };
    }

    // As the control plane counts: the limits of all machines that run, whosever they are, and something for the host itself.
    private static async Task<Finding> RoomAsync(DockerCli docker, JsonElement info, CancellationToken cancellationToken)
    {
        var memory = info.GetProperty("MemTotal").GetInt64();
        var ids = await docker.RunAsync(["ps", "--quiet", "--filter", "label=ncaspire.instance"], cancellationToken);
        string[] running = ids.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var limits = running.Length == 0
            ? ""
            : await docker.RunAsync(["inspect", "--format", "{{.HostConfig.Memory}}", .. running], cancellationToken);
        var reserved = limits.Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(line => long.Parse(line, CultureInfo.InvariantCulture));
        var fit = Math.Max(0, (memory - ReserveBytes - reserved) / GatewayBytes);
        var root = Text(info, "DockerRootDir");
        var disk = Directory.Exists(root) ? $"{new DriveInfo(root).AvailableFreeSpace / 1_000_000_000} GB of disk are free" : "its disk can't be seen";
        return new Finding(
            fit > 0 ? Health.Ok : Health.Note,
            "room",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{running.Length} instances run, {fit} more fit ({memory >> 20} MiB of memory, {Machine.FreeMemory() >> 20} free); {disk}"));
    }

    private static string Text(JsonElement info, string name) => info.TryGetProperty(name, out var value) ? value.ToString() : "?";
}
