namespace Microsoft.Azure.Functions.Worker;

/// <summary>The occurrences around an invocation, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>The occurrence before this one; <c>default</c> for the first since the worker started.</summary>
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
