using NcAspire.Core.Instances;

namespace NcAspire.Compute.Local;

/// <summary>volume.json: whose state this is.</summary>
internal sealed record VolumeLabel(Guid Instance, DateTimeOffset CreatedAt)
{
    public InstanceId Owner => new(Instance);
}
