namespace NcAspire.Contracts;

/// <summary>Answer to signup and login: a bearer token, shown only here.</summary>
public sealed record SessionResponse(Guid UserId, string Token, DateTimeOffset ExpiresAt);
