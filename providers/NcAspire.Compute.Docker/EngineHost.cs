using System.Globalization;
using Docker.DotNet.Models;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>What the engine's host has, and what one machine of it uses.</summary>
internal sealed class EngineHost(Engine engine, DockerCommands commands, IOptions<DockerOptions> options)
{
    private static readonly TimeSpan _sizeLimit = TimeSpan.FromSeconds(60);

    // Without its errors: an agent's folder may be closed even to du.
    private static readonly string[] _volumeSize = ["sh", "-c", $"du -s -B1 {MachineProfile.Home} 2>/dev/null"];

    public async Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken)
    {
        var infoAnswer = engine.CallAsync((client, token) => client.System.GetSystemInfoAsync(token), cancellationToken);
        var versionAnswer = engine.CallAsync((client, token) => client.System.GetVersionAsync(token), cancellationToken);
        await Task.WhenAll(infoAnswer, versionAnswer);
        var (info, version) = (await infoAnswer, await versionAnswer);
        return new HostCapacity(
            info.Name,
            $"Docker {info.ServerVersion}, API {version.APIVersion}, cgroup v{info.CgroupVersion ?? "1"}",
            info.MemTotal,
            info.NCPU,
            DiskFree(info.DockerRootDir));
    }

    /// <summary>Null when it does not run.</summary>
    public async Task<MachineUsage?> UsageAsync(string id, CancellationToken cancellationToken)
    {
        var stats = StatsAsync(id, cancellationToken);
        var size = commands.RunInsideAsync(id, _volumeSize, _sizeLimit, cancellationToken);
        await Task.WhenAll(stats, size);
        return (await stats, await size) switch
        {
            ({ MemoryStats.Usage: > 0 } used, { } told) => new MachineUsage(
                (long)(used.MemoryStats.Usage - Math.Min(used.MemoryStats.Usage, Reclaimable(used.MemoryStats))),
                TimeSpan.FromTicks((long)(used.CPUStats.CPUUsage.TotalUsage / TimeSpan.NanosecondsPerTick)),
                Bytes(told.Output)),
            _ => null,
        };
    }

    private async Task<ContainerStatsResponse?> StatsAsync(string id, CancellationToken cancellationToken) => await engine.CallAsync(
        async (client, token) =>
        {
            var last = new Last<ContainerStatsResponse>();

            // One-shot: otherwise the engine waits two seconds for a second sample.
            await client.Containers.GetContainerStatsAsync(id, new ContainerStatsParameters { Stream = false, OneShot = true }, last, token);
            return last.Value;
        },
        cancellationToken);

    // What the kernel gives back when somebody needs it is not the machine's: the same as the docker command counts it. The names
    // are those of cgroup v1 and v2.
    private static ulong Reclaimable(MemoryStats memory) =>
        memory.Stats is { } stats && (stats.TryGetValue("total_inactive_file", out var bytes) || stats.TryGetValue("inactive_file", out bytes))
            ? bytes
            : 0;

    // "34533376	/data"
    private static long Bytes(string output) =>
        output.TrimEnd().Split('\t') is [var number, MachineProfile.Home]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw new ProviderException("The machine does not tell how large its volume is.", isTransient: true);

    // The engine's folder is a path of its own host, which is this one only if a socket in the file system leads there.
    private long? DiskFree(string? folder) =>
        new Uri(options.Value.Endpoint).Scheme is "unix" && Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : null;

    private sealed class Last<T> : IProgress<T>
    {
        public T? Value { get; private set; }

        public void Report(T value) => Value = value;
    }
}
