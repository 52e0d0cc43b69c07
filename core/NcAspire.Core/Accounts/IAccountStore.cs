namespace NcAspire.Core.Accounts;

/// <summary>Users and their sessions. Tokens are stored as SHA-256 hashes only.</summary>
public interface IAccountStore
{
    /// <summary>False when the address (without case) is taken.</summary>
    Task<bool> AddUserAsync(User user, CancellationToken cancellationToken);

    /// <summary>The user with this e-mail address, compared without case; null when there is none.</summary>
    Task<User?> FindUserAsync(string email, CancellationToken cancellationToken);

    /// <summary>Replaces the hash after a login with an older format. An unknown user is no fault.</summary>
    Task SetPasswordHashAsync(UserId user, string passwordHash, CancellationToken cancellationToken);

    /// <summary>Adds a session that ends by itself after its lifetime, by the database's clock.</summary>
    Task AddSessionAsync(byte[] tokenHash, UserId user, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The unexpired, unrevoked session or API token with this hash, or null.</summary>
    Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Ends a session at once. An unknown or ended one is no fault.</summary>
    Task RevokeSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Removes sessions that ended more than a day ago, and rate-limit windows that are over; returns how many rows.</summary>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
