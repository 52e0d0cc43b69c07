namespace NcAspire.Core.Accounts;

/// <summary>Users and their sessions. Tokens are stored as SHA-256 hashes only.</summary>
public interface IAccountStore
{
    /// <summary>False when the address (without case) is taken.</summary>
    Task<bool> AddUserAsync(User user, CancellationToken cancellationToken);

    Task<User?> FindUserAsync(string email, CancellationToken cancellationToken);

    Task SetPasswordHashAsync(UserId user, string passwordHash, CancellationToken cancellationToken);

    Task AddSessionAsync(byte[] tokenHash, UserId user, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The unexpired, unrevoked session or API token with this hash, or null.</summary>
    Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    Task RevokeSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Removes sessions that ended more than a day ago, and rate-limit windows that are over; returns how many rows.</summary>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
