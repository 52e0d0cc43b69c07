namespace NcAspire.Compute.Docker.Guard;

/// <summary>
/// The verbs of <see cref="Core.Compute.IComputeProvider"/>, one route each. Names stand in bodies and never in paths, so a path
/// is either one of these or nothing.
/// </summary>
internal static class GuardVerbs
{
    /// <summary>GET without a token: <see cref="HealthAnswer"/>.</summary>
    public const string HealthPath = "/health";

    /// <summary>How long a request waits for a machine's end before it is asked again.</summary>
    public static readonly TimeSpan WaitSlice = TimeSpan.FromSeconds(25);

    /// <summary>How often a watch that has nothing to tell sends an empty line.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static readonly GuardVerb<EnsureVolumeRequest, DoneAnswer> EnsureVolume =
        new("ensure-volume", "/v1/volumes/ensure", Seconds(30)) { IsChange = true };

    public static readonly GuardVerb<VolumeRequest, ExistsAnswer> VolumeExists =
        new("volume-exists", "/v1/volumes/exists", Seconds(15)) { AtOnce = 16 };

    public static readonly GuardVerb<VolumeRequest, DoneAnswer> DeleteVolume =
        new("delete-volume", "/v1/volumes/delete", Seconds(60)) { IsChange = true };

    public static readonly GuardVerb<NetworkRequest, DoneAnswer> DeleteNetwork =
        new("delete-network", "/v1/networks/delete", Seconds(30)) { IsChange = true, AtOnce = 4 };

    public static readonly GuardVerb<CreateMachineRequest, PlacementAnswer> Create =
        new("create", "/v1/machines/create", Seconds(60)) { IsChange = true };

    public static readonly GuardVerb<SeedFilesRequest, DoneAnswer> SeedFiles =
        new("files", "/v1/machines/files", Seconds(30)) { IsChange = true, MaxBody = 512 << 10 };

    public static readonly GuardVerb<MachineRequest, DoneAnswer> Start =
        new("start", "/v1/machines/start", Seconds(60)) { IsChange = true };

    /// <summary>The grace comes on top of its limit.</summary>
    public static readonly GuardVerb<StopMachineRequest, DoneAnswer> Stop =
        new("stop", "/v1/machines/stop", Seconds(30)) { IsChange = true, IsLong = true, AtOnce = 32 };

    public static readonly GuardVerb<MachineRequest, StateAnswer> Inspect =
        new("inspect", "/v1/machines/inspect", Seconds(15)) { AtOnce = 32 };

    public static readonly GuardVerb<MachineRequest, WaitAnswer> Wait =
        new("wait", "/v1/machines/wait", WaitSlice + Seconds(10)) { IsLong = true, AtOnce = 96 };

    /// <summary>Each may be a container of its own with the memory of a gateway.</summary>
    public static readonly GuardVerb<ExecRequest, CommandAnswer> Exec =
        new("exec", "/v1/machines/exec", Seconds(240)) { IsLong = true, IsChange = true, AtOnce = 4 };

    public static readonly GuardVerb<LogsRequest, LogsAnswer> Logs = new("logs", "/v1/machines/logs", Seconds(30));

    public static readonly GuardVerb<MachineRequest, UsageAnswer> Usage =
        new("usage", "/v1/machines/usage", Seconds(60)) { AtOnce = 4 };

    public static readonly GuardVerb<MachineRequest, DoneAnswer> Delete =
        new("delete", "/v1/machines/delete", Seconds(60)) { IsChange = true };

    public static readonly GuardVerb<NothingRequest, OwnedAnswer> ListOwned = new("list-owned", "/v1/owned", Seconds(30)) { AtOnce = 4 };

    public static readonly GuardVerb<NothingRequest, CapacityAnswer> Capacity = new("capacity", "/v1/capacity", Seconds(15)) { AtOnce = 4 };

    /// <summary>
    /// Answered by lines for as long as both sides want: the name of a machine, an empty one as a heartbeat, or as the last one
    /// <see cref="WatchFault"/> and a <see cref="GuardProblem"/>.
    /// </summary>
    public static readonly GuardVerb Watch = new("watch", "/v1/watch", Timeout.InfiniteTimeSpan) { IsLong = true, AtOnce = 8 };

    /// <summary>Begins the line that ends a watch; no name begins so.</summary>
    public const char WatchFault = '!';

    public static readonly IReadOnlyList<GuardVerb> All =
    [
        EnsureVolume, VolumeExists, DeleteVolume, DeleteNetwork, Create, SeedFiles, Start, Stop, Inspect, Wait, Exec, Logs, Usage, Delete,
        ListOwned, Capacity, Watch,
    ];

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
