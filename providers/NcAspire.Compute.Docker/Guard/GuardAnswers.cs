using System.Text.Json;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Docker.Guard;

internal sealed record DoneAnswer;

internal sealed record ExistsAnswer(bool Exists);

internal sealed record PlacementAnswer(
    string StateDirectory, string WhatsAppPlugin, string Bind, int Port, IReadOnlyList<string> TrustedProxies, bool AllowLoopback)
{
    public static PlacementAnswer Of(MachinePlacement placement) => new(
        placement.StateDirectory,
        placement.WhatsAppPlugin,
        placement.Bind,
        placement.Port,
        placement.TrustedProxies,
        placement.AllowLoopback);

    public MachinePlacement ToPlacement() => new(StateDirectory, WhatsAppPlugin, Bind, Port, TrustedProxies, AllowLoopback);
}

/// <param name="Phase">missing, created, running or exited.</param>
/// <param name="Endpoint">Address of the gateway's port.</param>
internal sealed record StateAnswer(
    string Phase,
    int? ExitCode,
    bool OutOfMemory,
    DateTimeOffset? StartedAt,
    string? Endpoint,
    int Restarts,
    IReadOnlyList<string> Drift)
{
    public static StateAnswer Of(MachineState state) => new(
        state.Phase switch
        {
            MachinePhase.Missing => "missing",
            MachinePhase.Created => "created",
            MachinePhase.Running => "running",
            MachinePhase.Exited => "exited",
            var other => throw new InvalidOperationException($"There is no word for the phase {other}."),
        },
        state.ExitCode,
        state.OutOfMemory,
        state.StartedAt,
        state.Endpoint?.BaseAddress.OriginalString,
        state.Restarts,
        state.Drift);

    /// <exception cref="JsonException">It makes no sense.</exception>
    public MachineState ToState() => new(
        Phase switch
        {
            "missing" => MachinePhase.Missing,
            "created" => MachinePhase.Created,
            "running" => MachinePhase.Running,
            "exited" => MachinePhase.Exited,
            _ => throw new JsonException("Unknown phase."),
        },
        ExitCode,
        OutOfMemory,
        StartedAt,
        Endpoint is null ? null
        : Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) ? new GatewayEndpoint(address)
        : throw new JsonException("The endpoint is no address."))
    {
        Restarts = Restarts,

        // States are compared as values, and the empty list is one object only when it is this one.
        Drift = Drift.Count is 0 ? [] : Drift,
    };
}

/// <param name="State">Null while the machine still runs: ask again.</param>
internal sealed record WaitAnswer(StateAnswer? State);

internal sealed record CommandAnswer(int ExitCode, string Output);

internal sealed record LogsAnswer(IReadOnlyList<string> Lines);

/// <param name="Usage">Null when the machine does not run.</param>
internal sealed record UsageAnswer(UsageNumbers? Usage);

internal sealed record UsageNumbers(long MemoryBytes, double CpuSeconds, long VolumeBytes)
{
    public static UsageNumbers Of(MachineUsage usage) => new(usage.MemoryBytes, usage.CpuTime.TotalSeconds, usage.VolumeBytes);

    public MachineUsage ToUsage() => new(MemoryBytes, TimeSpan.FromSeconds(CpuSeconds), VolumeBytes);
}

internal sealed record OwnedAnswer(IReadOnlyList<OwnedEntry> Resources);

/// <param name="Kind">machine, volume or network.</param>
internal sealed record OwnedEntry(string Kind, string Name, Guid? Instance, DateTimeOffset CreatedAt)
{
    public static OwnedEntry Of(OwnedResource resource) => new(
        resource.Kind switch
        {
            OwnedResourceKind.Machine => "machine",
            OwnedResourceKind.Volume => "volume",
            OwnedResourceKind.Network => "network",
            var other => throw new InvalidOperationException($"There is no word for the kind {other}."),
        },
        resource.Name,
        resource.Instance?.Value,
        resource.CreatedAt);

    /// <exception cref="JsonException">It makes no sense.</exception>
    public OwnedResource ToResource() => new(
        Kind switch
        {
            "machine" => OwnedResourceKind.Machine,
            "volume" => OwnedResourceKind.Volume,
            "network" => OwnedResourceKind.Network,
            _ => throw new JsonException("Unknown kind."),
        },
        Name,
        Instance is { } instance ? new InstanceId(instance) : null,
        CreatedAt);
}

internal sealed record CapacityAnswer(string Host, string Version, long MemoryBytes, double Cpus, long? DiskFreeBytes)
{
    public static CapacityAnswer Of(HostCapacity capacity) =>
        new(capacity.Host, capacity.Version, capacity.MemoryBytes, capacity.Cpus, capacity.DiskFreeBytes);

    public HostCapacity ToCapacity() => new(Host, Version, MemoryBytes, Cpus, DiskFreeBytes);
}

/// <summary>All that somebody without a token may know.</summary>
/// <param name="Alive">Always true.</param>
/// <param name="Engine">Whether the Docker engine answered a moment ago.</param>
internal sealed record HealthAnswer(bool Alive, bool Engine);
