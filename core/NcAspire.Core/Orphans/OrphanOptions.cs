namespace NcAspire.Core.Orphans;

/// <summary>Section <c>Orphans</c>: how long something must be nobody's until it is removed.</summary>
public sealed class OrphanOptions
{
    /// <summary>Of machines and networks, which can be made again.</summary>
    public TimeSpan MachineGrace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Of volumes, which hold what can't be: time enough to find out that the database is wrong.</summary>
    public TimeSpan VolumeGrace { get; set; } = TimeSpan.FromDays(7);
}
