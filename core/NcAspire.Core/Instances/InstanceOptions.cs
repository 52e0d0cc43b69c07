namespace NcAspire.Core.Instances;

/// <summary>Limits of instances.</summary>
public sealed class InstanceOptions
{
    /// <summary>How many instances one account may have at once.</summary>
    public int CapPerUser { get; set; } = 3;

    /// <summary>How long a gateway that runs may give no sign of life until it is restarted.</summary>
    public TimeSpan LongestSilence { get; set; } = TimeSpan.FromMinutes(2);
}
