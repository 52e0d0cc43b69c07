using System.Text.Json.Serialization;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Local;

/// <summary>machine.json: what CreateAsync was told. Carries no secret.</summary>
internal sealed record MachineLabel(
    Guid Instance,
    string Slug,
    string Volume,
    string Image,
    IReadOnlyDictionary<string, string> Environment,
    DateTimeOffset CreatedAt)
{
    public static MachineLabel Of(MachineSpec spec, DateTimeOffset createdAt) =>
        new(spec.Instance.Value, spec.Slug.Value, spec.Volume, spec.Image, spec.Environment, createdAt);

    [JsonIgnore]
    public InstanceId Owner => new(Instance);
}
