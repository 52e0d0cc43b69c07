namespace NcAspire.Core.Requests;

/// <summary>An answer as it is repeated. Never one that holds a secret.</summary>
public sealed record StoredAnswer(int Status, string? Location, string? ContentType, string Body);
