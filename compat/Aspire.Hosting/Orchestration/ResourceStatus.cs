namespace Aspire.Hosting.Orchestration;

/// <summary>What is known of a resource at one moment.</summary>
internal sealed record ResourceStatus(string Name, string Kind, IReadOnlyList<string> Urls)
{
    public ResourceState State { get; init; } = ResourceState.Waiting;

    /// <summary>Null while it is not running.</summary>
    public bool? IsHealthy { get; init; }

    public int? ProcessId { get; init; }

    public int Restarts { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public int? ExitCode { get; init; }
}
