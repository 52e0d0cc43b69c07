using System.Globalization;

namespace NcAspire.Cli.Engines;

/// <summary>What the kernel must give a Docker engine, and a container or a bare machine may not have.</summary>
public static class EngineNeeds
{
    // Bits of capability sets, linux/capability.h.
    private const int NetAdmin = 12;
    private const int SysAdmin = 21;

    /// <summary>What this machine lacks, as a sentence, or null.</summary>
    public static string? Lacking() => Lacking(File.ReadAllText("/proc/self/mounts"), File.ReadAllText("/proc/self/status"));

    // mounts: cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
    //         cgroup2 /sys/fs/cgroup cgroup2 rw,relatime 0 0
    // status: CapEff:	000001ffffffffff
    public static string? Lacking(string mounts, string status)
    {
        var effective = status.Split('\n')
            .FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal))?["CapEff:".Length..].Trim();

        if (!ulong.TryParse(effective, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var capabilities)
            || !Has(NetAdmin)
            || !Has(SysAdmin))
        {
            return "This is a container without the right to run containers of its own; start it with --privileged, or give it a "
                + "Docker engine by NC_DOCKER_HOST.";
        }

        return mounts.Split('\n').Any(IsCgroup)
            ? null
            : "No cgroups are mounted on this machine, which a Docker engine needs; `apt-get install cgroupfs-mount` mounts them.";

        bool Has(int capability) => (capabilities >> capability & 1) == 1;
    }

    // Of the first version, the one of memory stands for all.
    private static bool IsCgroup(string mount) => mount.Split(' ') switch
    {
        [_, _, "cgroup2", ..] => true,
        [_, _, "cgroup", var options, ..] => options.Split(',').Contains("memory"),
        _ => false,
    };
}
