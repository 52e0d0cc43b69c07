namespace NcAspire.Core.Accounts;

/// <summary>A valid session, or a personal API token, with its user.</summary>
public sealed record Session(UserId User, string Email, DateTimeOffset UserCreatedAt, DateTimeOffset ExpiresAt);
