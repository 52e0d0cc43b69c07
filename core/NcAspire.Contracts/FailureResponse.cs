namespace NcAspire.Contracts;

/// <summary>What went wrong, in words a person can act on.</summary>
/// <param name="Type">One of <see cref="ProblemTypes"/>.</param>
public sealed record FailureResponse([OneOf(typeof(ProblemTypes))] string Type, string Title, string Detail);
