using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Asks somebody who has a session for the password again, so that a session that was left open or stolen is not enough.</summary>
public sealed class ConfirmPassword(
    IAccountStore accounts, IPasswords passwords, IRateLimiter limiter, IAuditLog audit, AccountOptions options)
{
    public async Task<Confirmation> ExecuteAsync(UserId user, string password, Actor actor, CancellationToken cancellationToken)
    {
        if (await accounts.FindAccountAsync(user, cancellationToken) is not { User: var found })
        {
            return new Confirmation.Wrong();
        }

        var key = $"password:{user}";
        var rate = await limiter.AttemptAsync(key, options.LoginBackoff, cancellationToken);
        if (!rate.Allowed)
        {
            return new Confirmation.TooMany(rate.RetryAfter);
        }

        if (password.Length > Credentials.MaxPasswordLength || passwords.Verify(found.PasswordHash, password) is PasswordCheck.Wrong)
        {
            await audit.AddAsync(new AuditEntry(actor, null, "account.password-refused", null), cancellationToken);
            return new Confirmation.Wrong();
        }

        await limiter.ResetAsync(key, cancellationToken);
        return new Confirmation.Right(found);
    }
}
