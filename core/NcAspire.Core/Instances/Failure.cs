namespace NcAspire.Core.Instances;

/// <summary>What went wrong, in words that a person can act on. Never carries a secret, a path or a stack trace.</summary>
public sealed record Failure(FailureKind Kind, string Title, string Detail);
