using NcAspire.Core.Audit;

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

    /// <summary>The account with this key; null when there is none.</summary>
    Task<Account?> FindAccountAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Sets how many instances the user may have at once, null for what everybody may have, and audits it; false for an unknown user.</summary>
    Task<bool> SetCapAsync(UserId user, int? cap, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Shuts the user out and audits it, in one transaction: every session ends, and while it lasts no session is added and no token is
    /// worth anything. A locked one stays as it is. False for an unknown user.
    /// </summary>
    Task<bool> LockAsync(UserId user, Actor actor, CancellationToken cancellationToken);

    /// <summary>Ends that, and audits it; ended sessions stay so. False for an unknown user.</summary>
    Task<bool> UnlockAsync(UserId user, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a session that ends by itself after its lifetime, by the database's clock. False when the user is locked or gone, also when
    /// that happens at the same moment.
    /// </summary>
    Task<bool> AddSessionAsync(byte[] tokenHash, UserId user, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The unexpired, unrevoked session or API token of a user who is not locked, with this hash; or null.</summary>
    Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Ends a session at once. An unknown or ended one is no fault.</summary>
    Task RevokeSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Removes sessions that ended more than a day ago, and rate-limit windows that are over; returns how many rows.</summary>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
