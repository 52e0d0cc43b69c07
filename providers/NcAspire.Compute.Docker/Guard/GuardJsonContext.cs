using System.Text.Json;
using System.Text.Json.Serialization;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>
/// How both sides read and write: names in exactly this case, nothing unknown, doubled, missing or of another type, no deeper than
/// the deepest record.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 6)]
[JsonSerializable(typeof(NothingRequest))]
[JsonSerializable(typeof(MachineRequest))]
[JsonSerializable(typeof(VolumeRequest))]
[JsonSerializable(typeof(NetworkRequest))]
[JsonSerializable(typeof(EnsureVolumeRequest))]
[JsonSerializable(typeof(CreateMachineRequest))]
[JsonSerializable(typeof(SeedFilesRequest))]
[JsonSerializable(typeof(StopMachineRequest))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(LogsRequest))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(ExistsAnswer))]
[JsonSerializable(typeof(PlacementAnswer))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(WaitAnswer))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(LogsAnswer))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(OwnedAnswer))]
[JsonSerializable(typeof(CapacityAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(GuardProblem))]
internal sealed partial class GuardJsonContext : JsonSerializerContext;
