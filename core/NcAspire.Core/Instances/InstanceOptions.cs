namespace NcAspire.Core.Instances;

/// <summary>Limits of instances.</summary>
public sealed class InstanceOptions
{
    /// <summary>How many instances one account may have at once, unless an operator has set another number for it.</summary>
    public int CapPerUser { get; set; } = 1;

    /// <summary>How long a gateway that runs may give no sign of life until it is restarted, give or take <see cref="HealthRefresh"/>.</summary>
    public TimeSpan LongestSilence { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How old the time of the last good health check may get while nothing else changes: a row is not written at each pass.</summary>
    public TimeSpan HealthRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a gateway may end unasked within <see cref="CrashWindow"/> and be started again; the next end is a crash loop.</summary>
    public int CrashesAllowed { get; set; } = 5;

    public TimeSpan CrashWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an owner is told of an incident that was mended.</summary>
    public TimeSpan IncidentAge { get; set; } = TimeSpan.FromHours(24);

    internal CrashBudget CrashBudget => new(CrashesAllowed, CrashWindow);
}
