using System.Globalization;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>
/// The body that makes a machine, from nothing but its arguments: what an agent that was taken over may do on the host is decided
/// here. Whatever is not named stays at the engine's default; its seccomp profile above all. It carries no credential.
/// </summary>
internal static partial class MachineProfile
{
    public const int Port = 18789;
    public const string User = "1000:1000";
    public const string Home = "/data";
    public const string StateDirectory = "/data/.openclaw";
    public const long Pids = 256;
    public const int Restarts = 5;
    private const long OneCore = 1_000_000_000;

    /// <summary>With an engine that goes down, and where nobody names another one.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="ProviderException">Definite: what is asked for is not to be had here.</exception>
    public static CreateContainerParameters Of(MachineSpec spec, GatewayImage image, DockerOptions options)
    {
        Check(spec, options);
        return new CreateContainerParameters
        {
            Name = MachineName.Checked(spec.Name),
            Hostname = "gateway",
            User = User,
            Image = image.Id,
            Env = [.. OwnEnvironment(image), .. spec.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")],
            Labels = Labels(spec, options),
            StopTimeout = StopTimeout,
            HostConfig = Host(spec.Volume, VolumeLabels(spec, options), spec.MemoryBytes, NanoCpus(spec), options.Network),
        };
    }

    /// <summary>The same machine, in no network, for one command on its volume.</summary>
    public static CreateContainerParameters OfCommand(
        MachineSpec spec, GatewayImage image, DockerOptions options, IReadOnlyList<string> command)
    {
        var body = Of(spec, image, options);
        body.Name = MachineName.OfCommand(spec.Name);
        body.Labels[MachineLabels.CommandOf] = spec.Name;
        body.Entrypoint = [command[0]];
        body.Cmd = [.. command.Skip(1)];
        body.HostConfig.NetworkMode = "none";
        body.HostConfig.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No };
        return body;
    }

    /// <summary>The same confinement, in no network, for a command that looks at a volume as it is.</summary>
    public static CreateContainerParameters OfLook(
        string volume, GatewayImage image, DockerOptions options, IReadOnlyList<string> command)
    {
        var labels = new Dictionary<string, string> { [MachineLabels.Installation] = options.Installation };
        var body = new CreateContainerParameters
        {
            Name = MachineName.OfCommand(volume),
            User = User,
            Image = image.Id,
            Entrypoint = [command[0]],
            Cmd = [.. command.Skip(1)],
            Labels = new Dictionary<string, string>(labels) { [MachineLabels.CommandOf] = volume },
            HostConfig = Host(volume, labels, options.MemoryFloorBytes, OneCore, "none"),
        };
        body.HostConfig.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No };

        // It may be somebody else's. And what the image has there would be copied into an empty one.
        body.HostConfig.Mounts[0].ReadOnly = true;
        body.HostConfig.Mounts[0].VolumeOptions.NoCopy = true;
        return body;
    }

    /// <summary>NAME=value of what the backend itself says to the gateway.</summary>
    public static IEnumerable<string> OwnEnvironment(GatewayImage image)
    {
        yield return $"HOME={Home}";
        yield return $"OPENCLAW_STATE_DIR={StateDirectory}";
        yield return string.Create(CultureInfo.InvariantCulture, $"OPENCLAW_GATEWAY_PORT={Port}");
        yield return "TMPDIR=/tmp";

        if (image.HasCompileCache)
        {
            // openclaw.mjs 2026.9.6 would start itself a second time to put its version into the cache's path, which Node does
            // anyway, and the first process would stay. This says that it was done.
            yield return "OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED=1";
        }
    }

    /// <summary>Whether an instance may bring a variable of this name.</summary>
    public static bool IsForInstances(string variable) =>
        InstanceVariable.IsMatch(variable) && !Credential.IsMatch(variable) && !IsOwn(variable);

    private static HostConfig Host(string volume, IDictionary<string, string> labels, long memory, long nanoCpus, string network) => new()
    {
        NetworkMode = network,
        ReadonlyRootfs = true,
        CapDrop = ["ALL"],
        SecurityOpt = ["no-new-privileges"],
        IpcMode = "private",
        PidsLimit = Pids,

        // Equal, or the kernel adds as much again in swap.
        Memory = memory,
        MemorySwap = memory,
        NanoCPUs = nanoCpus,
        Init = true,
        Tmpfs = new Dictionary<string, string> { ["/tmp"] = "rw,nosuid,nodev,size=256m,mode=1777" },
        Mounts =
        [
            // Should the volume go away between the look at it and this, the engine makes an empty one: then with our labels, so
            // that it can be found and removed.
            new Mount
            {
                Type = "volume",
                Source = MachineName.Checked(volume),
                Target = Home,
                VolumeOptions = new VolumeOptions { Labels = labels },
            },
        ],

        // The engine can't filter by exit code: the image's entrypoint ends with 0 where starting again would not help (78).
        RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.OnFailure, MaximumRetryCount = Restarts },
        LogConfig = new LogConfig
        {
            Type = "json-file",
            Config = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" },
        },
    };

    private static Dictionary<string, string> Labels(MachineSpec spec, DockerOptions options) => new(VolumeLabels(spec, options))
    {
        [MachineLabels.Slug] = spec.Slug.Value,
        [MachineLabels.Image] = spec.Image,
        [MachineLabels.Volume] = spec.Volume,
        [MachineLabels.Memory] = spec.MemoryBytes.ToString(CultureInfo.InvariantCulture),
        [MachineLabels.NanoCpus] = NanoCpus(spec).ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, string> VolumeLabels(MachineSpec spec, DockerOptions options) => new()
    {
        [MachineLabels.Installation] = options.Installation,
        [MachineLabels.Instance] = spec.Instance.ToString(),
    };

    private static long NanoCpus(MachineSpec spec) => (long)Math.Round(spec.Cpus * OneCore);

    private static void Check(MachineSpec spec, DockerOptions options)
    {
        if (spec.MemoryBytes < options.MemoryFloorBytes)
        {
            throw Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"{spec.MemoryBytes >> 20} MiB of memory are too little: below {options.MemoryFloorBytes >> 20} MiB a gateway is ended "
                + $"by the kernel while it starts."));
        }

        if (spec.Cpus is not (>= 0.01 and <= 1024))
        {
            throw Refused("A machine needs between 0.01 and 1024 CPU cores.");
        }

        if (spec.Environment.Keys.FirstOrDefault(name => !IsForInstances(name)) is { } refused)
        {
            throw Refused($"The variable \"{refused}\" can't be given to a machine: only OPENCLAW_* can, and nothing that is a credential.");
        }

        if (spec.Environment.FirstOrDefault(variable => variable.Value.Any(char.IsControl)).Key is { } broken)
        {
            throw Refused($"The value of the variable \"{broken}\" has a character that is none.");
        }
    }

    private static bool IsOwn(string variable) =>
        variable is "OPENCLAW_STATE_DIR" or "OPENCLAW_GATEWAY_PORT" or "OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED";

    private static ProviderException Refused(string sentence) => new(sentence, isTransient: false);

    [GeneratedRegex(@"\AOPENCLAW_[A-Z0-9_]{1,100}\z")]
    private static partial Regex InstanceVariable { get; }

    // A container's environment is shown to whoever may ask the engine and to every process in it.
    [GeneratedRegex("TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIAL|API_?KEY|PRIVATE_?KEY")]
    private static partial Regex Credential { get; }
}
