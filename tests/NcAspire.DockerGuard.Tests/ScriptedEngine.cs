using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.DockerGuard.Tests;

/// <summary>A provider that says what it was told to say, and remembers what it was asked.</summary>
internal sealed class ScriptedEngine : IComputeProvider
{
    public static readonly InstanceId Instance = new(Guid.Parse("0198f0aa-1111-7222-8333-444455556666"));

    /// <summary>The names that <see cref="Instance"/> gives.</summary>
    public const string Machine = "nc-0198f0aa111172228333444455556666";

    public const string Volume = $"{Machine}-state";

    /// <summary>Of nobody.</summary>
    public const string OtherVolume = "nc-0198f0aa111172228333444455557777-state";

    public static readonly MachineSpec Spec = new(
        Instance, Slug.TryParse("first")!, Machine, Volume, TestGuard.Image, 1536L << 20, 1.5,
        new Dictionary<string, string> { ["OPENCLAW_OFFLINE"] = "1", ["OPENCLAW_NOTE"] = "a \"quoted\" ✓" });

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Runs in every verb before its answer.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public MachineSpec? Created { get; private set; }

    public IReadOnlyList<SeedFile> Files { get; private set; } = [];

    public MachineState State { get; set; } = MachineState.Missing;

    public MachineUsage? Used { get; set; }

    public Channel<string> Notices { get; set; } = Channel.CreateUnbounded<string>();

    public string Name => "scripted";

    public ComputeCapabilities Capabilities { get; } = new(TestGuard.Image, IsIsolated: true);

    public static MachinePlacement Placement { get; } = new("/data/.openclaw", "/opt/plugin", "lan", 18789, ["10.1.2.3", "10.9.0.0/16"], false);

    public static HostCapacity Host { get; } = new("host", "Docker 20.10.24, API 1.41, cgroup v1", 64L << 30, 7.5, null);

    public static CommandResult Result { get; } = new(3, "line one\nline \u001b[1mtwo\u001b[0m ✓\n");

    public static IReadOnlyList<string> Lines { get; } = ["one", "", "\"three\" ✓"];

    public static IReadOnlyList<OwnedResource> Owned { get; } =
    [
        new(OwnedResourceKind.Machine, Machine, Instance, DateTimeOffset.UnixEpoch),
        new(OwnedResourceKind.Volume, Volume, Instance, DateTimeOffset.UnixEpoch.AddTicks(1234567)),
        new(OwnedResourceKind.Network, "nc-old", null, DateTimeOffset.UnixEpoch.AddYears(50)),
    ];

    public Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken) =>
        AnswerAsync($"ensure-volume {instance} {volume}", true, cancellationToken);

    public Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken) =>
        AnswerAsync($"volume-exists {volume}", volume is Volume, cancellationToken);

    public async Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        Created = spec;
        return await AnswerAsync($"create {spec.Name}", Placement, cancellationToken);
    }

    public Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken)
    {
        Files = files;
        return AnswerAsync($"files {machine}", true, cancellationToken);
    }

    public Task StartAsync(string machine, CancellationToken cancellationToken) => AnswerAsync($"start {machine}", true, cancellationToken);

    public Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken) =>
        AnswerAsync($"stop {machine} {grace}", true, cancellationToken);

    public Task<MachineState> InspectAsync(string machine, CancellationToken cancellationToken) =>
        AnswerAsync($"inspect {machine}", State, cancellationToken);

    public Task<MachineState> WaitAsync(string machine, CancellationToken cancellationToken) =>
        AnswerAsync($"wait {machine}", State, cancellationToken);

    public Task<CommandResult> ExecAsync(string machine, MachineCommand command, CancellationToken cancellationToken) =>
        AnswerAsync($"exec {machine} {command}", Result, cancellationToken);

    public Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken) =>
        AnswerAsync($"logs {machine} {lines}", Lines, cancellationToken);

    public Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken) =>
        AnswerAsync($"usage {machine}", Used, cancellationToken);

    public Task DeleteAsync(string machine, CancellationToken cancellationToken) => AnswerAsync($"delete {machine}", true, cancellationToken);

    public Task DeleteVolumeAsync(string volume, CancellationToken cancellationToken) =>
        AnswerAsync($"delete-volume {volume}", true, cancellationToken);

    public Task DeleteNetworkAsync(string network, CancellationToken cancellationToken) =>
        AnswerAsync($"delete-network {network}", true, cancellationToken);

    public Task<IReadOnlyList<OwnedResource>> ListOwnedAsync(CancellationToken cancellationToken) =>
        AnswerAsync("list-owned", Owned, cancellationToken);

    public Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken) => AnswerAsync("capacity", Host, cancellationToken);

    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await AnswerAsync("watch", true, cancellationToken);
        await foreach (var machine in Notices.Reader.ReadAllAsync(cancellationToken))
        {
            yield return machine;
        }
    }

    private async Task<T> AnswerAsync<T>(string call, T answer, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        await Before(cancellationToken);
        return answer;
    }
}
