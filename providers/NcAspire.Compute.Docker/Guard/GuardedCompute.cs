using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>The provider "docker" of a process without the engine's socket: every verb is a request to the guard.</summary>
internal sealed class GuardedCompute(GuardClient guard, IOptions<DockerOptions> options, TimeProvider clock) : IComputeProvider
{
    // A guard that is restarted is back within seconds; who waits for a machine's end need not notice.
    private static readonly TimeSpan _reconnectFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    public string Name => "docker";

    public ComputeCapabilities Capabilities { get; } = new(options.Value.Image, IsIsolated: true);

    public Task EnsureVolumeAsync(InstanceId instance, string volume, CancellationToken cancellationToken) =>
        CallAsync(GuardVerbs.EnsureVolume, new EnsureVolumeRequest(instance.Value, volume), cancellationToken);

    public async Task<bool> VolumeExistsAsync(string volume, CancellationToken cancellationToken) =>
        (await CallAsync(GuardVerbs.VolumeExists, new VolumeRequest(volume), cancellationToken)).Exists;

    public async Task<MachinePlacement> CreateAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        var request = new CreateMachineRequest(
            spec.Instance.Value, spec.Slug.Value, spec.Name, spec.Volume, spec.Image, spec.MemoryBytes, spec.Cpus, spec.Environment);
        return (await CallAsync(GuardVerbs.Create, request, cancellationToken)).ToPlacement();
    }

    public Task SeedFilesAsync(string machine, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken) => CallAsync(
        GuardVerbs.SeedFiles,
        new SeedFilesRequest(machine, [.. files.Select(file => new SeedFileEntry(file.Path, file.Content))]),
        cancellationToken);

    public Task StartAsync(string machine, CancellationToken cancellationToken) =>
        CallAsync(GuardVerbs.Start, new MachineRequest(machine), cancellationToken);

    public Task StopAsync(string machine, TimeSpan grace, CancellationToken cancellationToken) => guard.CallAsync(
        GuardVerbs.Stop, new StopMachineRequest(machine, (long)grace.TotalMilliseconds), answer => answer, grace, cancellationToken);

    public Task<MachineState> InspectAsync(string machine, CancellationToken cancellationToken) =>
        ReadAsync(GuardVerbs.Inspect, new MachineRequest(machine), answer => answer.ToState(), cancellationToken);

    public async Task<MachineState> WaitAsync(string machine, CancellationToken cancellationToken)
    {
        var lastAnswer = clock.GetTimestamp();

        while (true)
        {
            try
            {
                var state = await ReadAsync(
                    GuardVerbs.Wait, new MachineRequest(machine), answer => answer.State?.ToState(), cancellationToken);
                if (state is not null)
                {
                    return state;
                }

                lastAnswer = clock.GetTimestamp();
            }
            catch (ProviderException fault) when (fault.IsTransient && clock.GetElapsedTime(lastAnswer) < _reconnectFor)
            {
                await Task.Delay(_pause, clock, cancellationToken);
            }
        }
    }

    public async Task<CommandResult> ExecAsync(string machine, MachineCommand command, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(GuardVerbs.Exec, new ExecRequest(machine, GuardCommands.NameOf(command)), cancellationToken);
        return new CommandResult(answer.ExitCode, answer.Output);
    }

    public async Task<IReadOnlyList<string>> LogsAsync(string machine, int lines, CancellationToken cancellationToken) =>
        (await CallAsync(GuardVerbs.Logs, new LogsRequest(machine, lines), cancellationToken)).Lines;

    public Task<MachineUsage?> UsageAsync(string machine, CancellationToken cancellationToken) =>
        ReadAsync(GuardVerbs.Usage, new MachineRequest(machine), answer => answer.Usage?.ToUsage(), cancellationToken);

    public Task DeleteAsync(string machine, CancellationToken cancellationToken) =>
        CallAsync(GuardVerbs.Delete, new MachineRequest(machine), cancellationToken);

    public Task DeleteVolumeAsync(string volume, CancellationToken cancellationToken) =>
        CallAsync(GuardVerbs.DeleteVolume, new VolumeRequest(volume), cancellationToken);

    public Task DeleteNetworkAsync(string network, CancellationToken cancellationToken) =>
        CallAsync(GuardVerbs.DeleteNetwork, new NetworkRequest(network), cancellationToken);

    public Task<IReadOnlyList<OwnedResource>> ListOwnedAsync(CancellationToken cancellationToken) => ReadAsync<
        NothingRequest, OwnedAnswer, IReadOnlyList<OwnedResource>>(
        GuardVerbs.ListOwned,
        new NothingRequest(),
        answer => [.. answer.Resources.Select(resource => resource.ToResource())],
        cancellationToken);

    public async Task<HostCapacity> CapacityAsync(CancellationToken cancellationToken) =>
        (await CallAsync(GuardVerbs.Capacity, new NothingRequest(), cancellationToken)).ToCapacity();

    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await guard.OpenWatchAsync(cancellationToken);
        await using var lines = new WatchLines(await response.Content.ReadAsStreamAsync(cancellationToken), clock);

        await foreach (var machine in lines.ReadAllAsync(cancellationToken))
        {
            yield return machine;
        }
    }

    private Task<TAnswer> CallAsync<TRequest, TAnswer>(
        GuardVerb<TRequest, TAnswer> verb, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IGuardRequest
        where TAnswer : class =>
        ReadAsync(verb, request, answer => answer, cancellationToken);

    private Task<T> ReadAsync<TRequest, TAnswer, T>(
        GuardVerb<TRequest, TAnswer> verb, TRequest request, Func<TAnswer, T> read, CancellationToken cancellationToken)
        where TRequest : class, IGuardRequest
        where TAnswer : class =>
        guard.CallAsync(verb, request, read, TimeSpan.Zero, cancellationToken);
}
