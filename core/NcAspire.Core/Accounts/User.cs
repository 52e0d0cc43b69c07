namespace NcAspire.Core.Accounts;

/// <param name="Email">As typed at sign-up; unique without case.</param>
/// <param name="PasswordHash">Of ASP.NET Core's PasswordHasher.</param>
public sealed record User(UserId Id, string Email, string PasswordHash, DateTimeOffset CreatedAt)
{
    /// <summary>Since when an operator has shut the user out; null when not.</summary>
    public DateTimeOffset? LockedAt { get; init; }
}
