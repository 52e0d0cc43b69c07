namespace NcAspire.Core.Instances;

/// <summary>Limits of instances.</summary>
public sealed class InstanceOptions
{
    /// <summary>How many instances one account may have at once.</summary>
    public int CapPerUser { get; set; } = 3;
}
