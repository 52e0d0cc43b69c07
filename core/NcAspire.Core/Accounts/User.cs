namespace NcAspire.Core.Accounts;

/// <param name="Email">As typed at sign-up; unique without case.</param>
/// <param name="PasswordHash">Of ASP.NET Core's PasswordHasher.</param>
public sealed record User(UserId Id, string Email, string PasswordHash, DateTimeOffset CreatedAt)
{
    /// <summary>Goes up with each new password; not when only the hash of the same one is made anew.</summary>
    public int PasswordVersion { get; init; }

    /// <summary>Since when an operator has shut the user out; null when not.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>Since when the user wants the account deleted; null when not.</summary>
    public DateTimeOffset? ClosingAt { get; init; }
}
