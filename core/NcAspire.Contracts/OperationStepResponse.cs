namespace NcAspire.Contracts;

/// <summary>One step of an operation.</summary>
/// <param name="Title">What the step does, for people.</param>
/// <param name="FinishedAt">Null while it is not done.</param>
public sealed record OperationStepResponse(string Name, string Title, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
