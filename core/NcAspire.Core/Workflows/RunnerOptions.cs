namespace NcAspire.Core.Workflows;

/// <summary>How operations are carried out.</summary>
public sealed class RunnerOptions
{
    /// <summary>
    /// How many operations one process works on at once. Most of them wait for a gateway to get ready, which takes ten seconds of a core:
    /// with many more, gateways that start together on a small host would keep each other from getting ready in time.
    /// </summary>
    public int Concurrency { get; set; } = 10;

    /// <summary>How long a worker holds an instance without a sign of life; a crash delays the next worker by at most this.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How often an operation is tried in the face of transient faults before it fails. Deletions are tried for ever, and all others for
    /// as long as the backend is away.
    /// </summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Wait after the first transient fault; doubles with each further one.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(60);
}
