using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Users and their sessions. Tokens are stored as SHA-256 hashes only.</summary>
public interface IAccountStore
{
    /// <summary>False when the address (without case) is taken.</summary>
    Task<bool> AddUserAsync(User user, CancellationToken cancellationToken);

    /// <summary>The user with this e-mail address, compared without case; null when there is none.</summary>
    Task<User?> FindUserAsync(string email, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the hash after a login with an older format, unless there is another password by now. An unknown user is no fault.
    /// </summary>
    Task SetPasswordHashAsync(User user, string passwordHash, CancellationToken cancellationToken);

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
    /// Adds a session that ends by itself after its lifetime, by the database's clock. False when the user is locked, closing or gone, or has another
    /// password than <paramref name="user"/> had, also when that happens at the same moment.
    /// </summary>
    Task<bool> AddSessionAsync(
        Guid id, byte[] tokenHash, User user, TimeSpan lifetime, SessionOrigin origin, CancellationToken cancellationToken);

    /// <summary>Whether the user signed in from there lately: there is a session from that address, also one that has ended within the last day.</summary>
    Task<bool> HasBeenAtAsync(UserId user, string address, CancellationToken cancellationToken);

    /// <summary>The user's sessions that go on, newest first.</summary>
    Task<IReadOnlyList<SessionInfo>> ListSessionsAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Ends one of the user's sessions and audits it; false when there is none of that key which goes on.</summary>
    Task<bool> EndSessionAsync(UserId user, Guid id, Actor actor, CancellationToken cancellationToken);

    /// <summary>Ends all of the user's sessions but <paramref name="kept"/>, and audits it when there were any.</summary>
    Task EndOtherSessionsAsync(UserId user, Guid? kept, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the hash, ends all sessions but <paramref name="kept"/> and all API tokens, and audits it, in one transaction; false when the
    /// password is not that of <paramref name="user"/> any more.
    /// </summary>
    Task<bool> ChangePasswordAsync(User user, string passwordHash, Guid? kept, Actor actor, CancellationToken cancellationToken);

    /// <summary>Notes that the user wants the account deleted, ends all sessions and audits it; once is enough.</summary>
    Task CloseAsync(UserId user, Actor actor, CancellationToken cancellationToken);

    /// <summary>Users who want their account deleted, the longest waiting first.</summary>
    Task<IReadOnlyList<UserId>> ListClosingAsync(CancellationToken cancellationToken);

    /// <summary>Removes such a user with all that hangs on it and audits it; false while there are instances, or when it is gone.</summary>
    Task<bool> RemoveClosedAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>The unexpired, unrevoked session or API token of a user who is neither locked nor closing, with this hash; or null.</summary>
    Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Ends a session at once. An unknown or ended one is no fault.</summary>
    Task RevokeSessionAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Removes sessions that ended more than a day ago, and rate-limit windows that are over; returns how many rows.</summary>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
