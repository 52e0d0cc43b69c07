using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Finds the session of a bearer token, and ends it.</summary>
public sealed class Authenticate(IAccountStore accounts, IAuditLog audit)
{
    /// <summary>Longer texts are no tokens of ours and are not even hashed.</summary>
    private const int MaxLength = 128;

    public async Task<Session?> ExecuteAsync(string token, CancellationToken cancellationToken) => token.Length is 0 or > MaxLength
        ? null
        : await accounts.FindSessionAsync(Token.Hash(token), cancellationToken);

    public async Task LogOutAsync(string token, Actor actor, CancellationToken cancellationToken)
    {
        await accounts.RevokeSessionAsync(Token.Hash(token), cancellationToken);
        await audit.AddAsync(new AuditEntry(actor, null, "account.logout", null), cancellationToken);
    }
}
