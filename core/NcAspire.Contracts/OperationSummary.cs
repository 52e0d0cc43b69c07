namespace NcAspire.Contracts;

/// <summary>The operation that is going on.</summary>
/// <param name="Kind">One of <see cref="OperationKinds"/>.</param>
/// <param name="Step">Name of the step being worked on; null before the first one.</param>
public sealed record OperationSummary(Guid Id, [OneOf(typeof(OperationKinds))] string Kind, string? Step, DateTimeOffset StartedAt);
