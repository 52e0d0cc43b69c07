namespace NcAspire.Contracts;

/// <summary>What happened to the gateway last and was mended without its owner.</summary>
/// <param name="Type">One of <see cref="ProblemTypes"/>.</param>
/// <param name="Detail">What was done about it.</param>
public sealed record IncidentResponse([OneOf(typeof(ProblemTypes))] string Type, string Title, string Detail, DateTimeOffset At);
