namespace NcAspire.Core.Instances;

/// <summary>What follows from an unplanned end.</summary>
public enum EndOutcome
{
    /// <summary>Somebody acts on the instance already, or it should not run any more.</summary>
    LeftAlone,

    /// <summary>The operation that brings it up again is queued.</summary>
    Mending,

    /// <summary>It ended too often: the status is error now.</summary>
    GivenUp,
}
