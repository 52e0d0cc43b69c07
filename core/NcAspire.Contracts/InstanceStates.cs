namespace NcAspire.Contracts;

/// <summary>The four values of an instance's <c>status</c>. What is going on meanwhile reads from its operation.</summary>
public static class InstanceStates
{
    public const string Creating = "creating";
    public const string Running = "running";
    public const string Stopped = "stopped";
    public const string Error = "error";
}
