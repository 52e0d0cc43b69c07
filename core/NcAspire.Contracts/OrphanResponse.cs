namespace NcAspire.Contracts;

/// <summary>A resource of ours on a backend that no instance owns.</summary>
/// <param name="Kind">One of <see cref="OrphanKinds"/>.</param>
/// <param name="InstanceId">Whose it was, by its label.</param>
/// <param name="FirstSeenAt">Since when it is known to be nobody's.</param>
/// <param name="RemovedAfter">The first pass after this removes it, unless it is held back or has an owner again.</param>
/// <param name="HeldBack">Why it is not removed; null when nothing is in the way.</param>
public sealed record OrphanResponse(
    string Provider,
    [OneOf(typeof(OrphanKinds))] string Kind,
    string Name,
    Guid? InstanceId,
    DateTimeOffset CreatedAt,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset RemovedAfter,
    string? HeldBack);
