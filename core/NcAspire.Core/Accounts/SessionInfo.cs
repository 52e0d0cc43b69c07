namespace NcAspire.Core.Accounts;

/// <summary>A session that goes on, as its owner sees it.</summary>
/// <param name="LastUsedAt">To some minutes; null when it was not used since the login.</param>
public sealed record SessionInfo(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, SessionOrigin Origin);
