using NcAspire.Core.Audit;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Accounts;

/// <summary>Finds the session of a bearer token, and ends it.</summary>
public sealed class Authenticate(IAccountStore accounts, IInstanceStore instances, IAuditLog audit)
{
    /// <summary>Longer texts are no tokens of ours and are not even hashed.</summary>
    private const int MaxLength = 128;

    public async Task<Session?> ExecuteAsync(string token, CancellationToken cancellationToken) => IsPossible(token)
        ? await accounts.FindSessionAsync(Token.Hash(token), cancellationToken)
        : null;

    /// <summary>The session, and with it all instances of its user.</summary>
    public async Task<CallerInstances?> WithInstancesAsync(string token, CancellationToken cancellationToken) => IsPossible(token)
        ? await instances.ListOfCallerAsync(Token.Hash(token), cancellationToken)
        : null;

    public async Task LogOutAsync(string token, Actor actor, CancellationToken cancellationToken)
    {
        await accounts.RevokeSessionAsync(Token.Hash(token), cancellationToken);
        await audit.AddAsync(new AuditEntry(actor, null, "account.logout", null), cancellationToken);
    }

    private static bool IsPossible(string token) => token.Length is > 0 and <= MaxLength;
}
