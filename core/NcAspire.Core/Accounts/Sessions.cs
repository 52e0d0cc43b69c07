namespace NcAspire.Core.Accounts;

/// <summary>Opens sessions.</summary>
internal static class Sessions
{
    public static async Task<SignInOutcome> OpenAsync(
        IAccountStore accounts, UserId user, AccountOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var token = Token.New();
        var expiresAt = clock.GetUtcNow() + options.SessionLifetime;
        return await accounts.AddSessionAsync(Token.Hash(token), user, options.SessionLifetime, cancellationToken)
            ? new SignInOutcome.SignedIn(user, token, expiresAt)
            : new SignInOutcome.Locked();
    }
}
