namespace NcAspire.Core.Accounts;

/// <summary>Opens sessions.</summary>
internal static class Sessions
{
    /// <param name="user">As found when the password was compared.</param>
    public static async Task<SignInOutcome> OpenAsync(
        IAccountStore accounts, User user, SessionOrigin origin, AccountOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var token = Token.New();
        var expiresAt = clock.GetUtcNow() + options.SessionLifetime;
        var session = Guid.CreateVersion7(clock.GetUtcNow());
        return await accounts.AddSessionAsync(session, Token.Hash(token), user, options.SessionLifetime, origin, cancellationToken)
            ? new SignInOutcome.SignedIn(user.Id, token, expiresAt)
            : await WhyNotAsync(accounts, user, cancellationToken);
    }

    private static async Task<SignInOutcome> WhyNotAsync(IAccountStore accounts, User user, CancellationToken cancellationToken) =>
        (await accounts.FindAccountAsync(user.Id, cancellationToken))?.User switch
        {
            { ClosingAt: not null } => new SignInOutcome.Closing(),
            { LockedAt: not null } => new SignInOutcome.Locked(),

            // Gone, or it has another password by now.
            _ => new SignInOutcome.WrongCredentials(),
        };
}
