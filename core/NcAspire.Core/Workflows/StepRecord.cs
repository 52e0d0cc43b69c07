namespace NcAspire.Core.Workflows;

/// <summary>A step as saved: it was begun, and it ended when <paramref name="FinishedAt"/> is set.</summary>
/// <param name="Output">What later steps need of it, or null; at most 8 KiB; never a secret.</param>
public sealed record StepRecord(string Name, string? Output, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt);
