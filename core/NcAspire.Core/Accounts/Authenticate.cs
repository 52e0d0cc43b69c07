namespace NcAspire.Core.Accounts;

/// <summary>Finds the session of a bearer token, and ends it.</summary>
public sealed class Authenticate(IAccountStore accounts)
{
    /// <summary>Longer texts are no tokens of ours and are not even hashed.</summary>
    private const int MaxLength = 128;

    public async Task<Session?> ExecuteAsync(string token, CancellationToken cancellationToken) => token.Length is 0 or > MaxLength
        ? null
        : await accounts.FindSessionAsync(Token.Hash(token), cancellationToken);

    public Task LogOutAsync(string token, CancellationToken cancellationToken) =>
        accounts.RevokeSessionAsync(Token.Hash(token), cancellationToken);
}
