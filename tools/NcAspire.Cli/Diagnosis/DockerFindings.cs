using System.Globalization;
using System.Text.Json;
using NcAspire.Cli.Images;
using NcAspire.Cli.Running;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Diagnosis;

/// <summary>What answers of Docker, and of the firewall, mean for <c>./nc up --provider docker</c>. Pure.</summary>
public static class DockerFindings
{
    /// <summary>For <c>docker network inspect</c>; <see cref="Network"/> reads the answer.</summary>
    public const string NetworkFormat =
        """{{.Driver}} {{index .Options "com.docker.network.bridge.enable_icc"}} {{index .Options "com.docker.network.bridge.name"}} {{index .Labels "ncaspire.installation"}}""";

    // As the control plane counts where nobody says otherwise: Machine:MemoryBytes and Capacity:ReserveBytes.
    private const long GatewayBytes = 1536L << 20;
    private const long ReserveBytes = 2L << 30;

    private static readonly Version _oldest = new(1, 41);

    public static Finding NotInstalled => new(
        Health.Note, "Docker", "only ./nc up --provider docker needs it: `apt-get install docker.io`");

    public static Finding Silent(string fault) => new(
        Health.Note, "Docker", $"no engine answers ({fault}); only ./nc up --provider docker needs one, DOCKER_HOST names another");

    /// <param name="api">The newest version of its API, such as <c>1.41</c>.</param>
    /// <param name="info">What <c>docker info</c> says of it.</param>
    public static Finding Engine(string api, JsonElement info)
    {
        var text = $"{Text(info, "ServerVersion")}, API {api}, cgroup v{Text(info, "CgroupVersion")}";
        return Version.TryParse(api, out var version) && version >= _oldest
            ? new Finding(Health.Ok, "Docker", text)
            : new Finding(Health.Problem, "Docker", $"{text}; NcAspire needs API {_oldest} (Docker 20.10) or newer");
    }

    /// <param name="name">Of the network, and of its bridge, which the firewall's rules match.</param>
    /// <param name="answer">To <see cref="NetworkFormat"/>: "bridge false nc-internal 5f0c2ad1e7b9".</param>
    public static Finding Network(string name, ChildResult answer)
    {
        if (answer.ExitCode != 0)
        {
            // "Error: No such network: nc-internal", and of newer ones "Error response from daemon: network nc-internal not found".
            return Says(answer, "no such network") || Says(answer, "not found")
                ? new Finding(Health.Note, "network", $"{name} is not there yet; the first instance makes it")
                : new Finding(Health.Problem, "network", DockerCli.Reason(answer));
        }

        return answer.Output.Trim().Split(' ') is ["bridge", "false", var bridge, { Length: > 0 }] && bridge == name
            ? new Finding(Health.Ok, "network", $"{name} keeps tenants apart")
            : new Finding(Health.Problem, "network", $"{name} was made by somebody else or lets tenants talk: `docker network rm {name}`");
    }

    /// <param name="check">What <c>firewall.sh --check</c> ended with; null when it can't be run, which takes root.</param>
    public static Finding Firewall(ChildResult? check) => check switch
    {
        null => new Finding(Health.Note, "firewall", "only root can look: `sudo deploy/vm/firewall.sh --check`"),
        { ExitCode: 0 } => new Finding(Health.Ok, "firewall", "keeps tenants from this host and from private networks"),
        { ExitCode: 1 } => new Finding(
            Health.Note, "firewall", "is not in place: tenants reach services of this host; `deploy/vm/firewall.sh` closes that"),
        _ => new Finding(Health.Note, "firewall", DockerCli.Reason(check)),
    };

    /// <param name="image">Null when the engine does not have it.</param>
    public static Finding Image(string name, ImageFacts? image) => image switch
    {
        null => new Finding(Health.Note, "image", $"{name} is not there yet: `./nc image`"),
        _ when image[ImageLabels.Preflight] != GatewayContract.Id =>
            new Finding(Health.Problem, "image", $"{name} was tried out for another version of NcAspire: `./nc image`"),
        _ => new Finding(Health.Ok, "image", string.Create(
            CultureInfo.InvariantCulture, $"{name}, {image.Bytes / 1_000_000} MB, passed its preflight")),
    };

    /// <summary>The limits of all machines that run, whosever they are, and something for the host itself are taken.</summary>
    /// <param name="memory">Bytes that the engine's host has.</param>
    /// <param name="limits">Of the machines that run, in bytes.</param>
    /// <param name="free">Bytes of memory that nobody uses at the moment.</param>
    /// <param name="disk">Bytes that are free where the engine keeps its data; null when that can't be seen.</param>
    public static Finding Room(long memory, IReadOnlyCollection<long> limits, long free, long? disk)
    {
        var fit = Math.Max(0, (memory - ReserveBytes - limits.Sum()) / GatewayBytes);
        var space = disk is { } bytes ? $"{bytes / 1_000_000_000} GB of disk are free" : "its disk can't be seen";
        return new Finding(
            fit > 0 ? Health.Ok : Health.Note,
            "room",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{limits.Count} instances run, {fit} more fit ({memory >> 20} MiB of memory, {free >> 20} free); {space}"));
    }

    private static bool Says(ChildResult answer, string words) => answer.Error.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonElement info, string name) => info.TryGetProperty(name, out var value) ? value.ToString() : "?";
}
