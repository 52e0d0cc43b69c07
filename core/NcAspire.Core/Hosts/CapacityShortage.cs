namespace NcAspire.Core.Hosts;

/// <summary>Why there is no room for an instance.</summary>
public enum CapacityShortage
{
    /// <summary>The region takes no new instances, or this server does not have its backend.</summary>
    Closed,

    /// <summary>The memory that is left does not suffice.</summary>
    Full,

    /// <summary>The backend has never told what it has.</summary>
    Unreachable,
}
