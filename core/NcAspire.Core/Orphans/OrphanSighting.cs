namespace NcAspire.Core.Orphans;

/// <summary>What a pass over the resources of one backend found.</summary>
/// <param name="Orphans">Those that nobody owns.</param>
/// <param name="HasInstances">The database has any instance at all, on whatever backend.</param>
public sealed record OrphanSighting(IReadOnlyList<Orphan> Orphans, bool HasInstances);
