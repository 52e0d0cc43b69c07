using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Orphans;

/// <summary>A resource of ours that no instance owns.</summary>
/// <param name="Instance">Whose it was, by its label; null for what was never one instance's.</param>
/// <param name="FirstSeenAt">Since when it is known to be nobody's; all times but the first are the database's.</param>
/// <param name="Age">How long that is.</param>
/// <param name="HeldBack">Why it is not removed although it is due, or would not be; null when nothing is in the way.</param>
public sealed record Orphan(
    string Provider,
    OwnedResourceKind Kind,
    string Name,
    InstanceId? Instance,
    DateTimeOffset CreatedAt,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    TimeSpan Age,
    string? HeldBack)
{
    /// <summary>No pass has seen it before.</summary>
    public bool IsNew => Age <= TimeSpan.Zero;
}
