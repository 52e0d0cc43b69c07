namespace NcAspire.Contracts;

/// <summary>Where an operation stands. The last three are final.</summary>
public static class OperationStates
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>Overtaken by a deletion before it ended.</summary>
    public const string Cancelled = "cancelled";
}
