using NcAspire.Core.Compute;

namespace NcAspire.Core.Orphans;

/// <summary>What may be removed, and when nothing may. Pure.</summary>
public static class OrphanRules
{
    private const int FewestThatAlarm = 3;

    private static readonly TimeSpan _old = TimeSpan.FromDays(1);

    /// <summary>
    /// Why the database rather than the resources is to be doubted; null when it is not. A lost or wrong database makes everybody's data
    /// look like nobody's.
    /// </summary>
    public static string? Suspicion(IReadOnlyList<OwnedResource> listed, OrphanSighting sighting, DateTimeOffset now)
    {
        var owned = listed.Where(r => r.Kind is not OwnedResourceKind.Network).ToList();
        var nobodys = sighting.Orphans.Count(o => o.Kind is not OwnedResourceKind.Network);
        if (nobodys >= FewestThatAlarm && nobodys * 2 > owned.Count)
        {
            return $"{nobodys} of {owned.Count} machines and volumes belong to no instance. That looks like a wrong database, so nothing is removed.";
        }

        return !sighting.HasInstances && owned.Exists(r => now - r.CreatedAt > _old)
            ? "The database has no instance at all, but there are resources older than a day. That looks like a wrong database, so nothing is removed."
            : null;
    }

    /// <summary>How long an orphan of this kind must be one.</summary>
    public static TimeSpan Grace(OwnedResourceKind kind, OrphanOptions options) =>
        kind is OwnedResourceKind.Volume ? options.VolumeGrace : options.MachineGrace;

    /// <summary>Those that have been nobody's for long enough, in the order in which they can be removed.</summary>
    public static IEnumerable<Orphan> Due(OrphanSighting sighting, OrphanOptions options) => sighting.Orphans
        .Where(o => o.Age >= Grace(o.Kind, options))
        .OrderBy(o => o.Kind switch
        {
            OwnedResourceKind.Machine => 0,
            OwnedResourceKind.Network => 1,
            _ => 2,
        });
}
