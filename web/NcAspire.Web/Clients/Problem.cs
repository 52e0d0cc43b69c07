namespace NcAspire.Web.Clients;

/// <summary>Why the API said no, or that it could not be asked.</summary>
/// <param name="Status">HTTP status; 503 when there was no answer.</param>
/// <param name="Type">One of <see cref="Contracts.ProblemTypes"/>.</param>
/// <param name="Detail">A sentence for people. Comes from another process: always shown as text.</param>
/// <param name="Field">The part of the input that it is about, in the API's spelling; null when it is about no single one.</param>
public sealed record Problem(int Status, string Type, string Title, string Detail, string? Field);
