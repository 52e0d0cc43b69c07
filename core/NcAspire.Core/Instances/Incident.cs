namespace NcAspire.Core.Instances;

/// <summary>The last thing that happened to a running gateway and was mended without its owner.</summary>
/// <param name="What">In words for people; its detail says what was done about it.</param>
/// <param name="At">When it was noticed.</param>
public sealed record Incident(Failure What, DateTimeOffset At);
