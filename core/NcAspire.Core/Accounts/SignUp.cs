using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Opens an account and signs in.</summary>
public sealed class SignUp(
    IAccountStore accounts, IPasswords passwords, IRateLimiter limiter, IAuditLog audit, AccountOptions options, TimeProvider clock)
{
    public async Task<SignInOutcome> ExecuteAsync(string email, string password, SessionOrigin origin, CancellationToken cancellationToken)
    {
        var address = origin.Address;
        var trimmed = email.Trim();
        if (Credentials.Complaint(trimmed, password) is { } invalid)
        {
            return invalid;
        }

        var rate = await limiter.HitAsync($"signup:{address}", options.SignUpsPerAddress, options.SignUpWindow, cancellationToken);
        if (!rate.Allowed)
        {
            return new SignInOutcome.TooMany(rate.RetryAfter);
        }

        // Many addresses together must not find out without end whether somebody has an account.
        var perAccount = await limiter.HitAsync(
            $"signup-as:{Credentials.KeyOf(trimmed)}", options.SignUpsPerAccount, options.SignUpWindow, cancellationToken);
        if (!perAccount.Allowed)
        {
            return new SignInOutcome.TooMany(perAccount.RetryAfter);
        }

        var user = new User(UserId.New(clock), trimmed, passwords.Hash(password), clock.GetUtcNow());
        if (!await accounts.AddUserAsync(user, cancellationToken))
        {
            return new SignInOutcome.EmailTaken();
        }

        await audit.AddAsync(new AuditEntry(new Actor(user.Id, address), null, "account.signup", null), cancellationToken);
        return await Sessions.OpenAsync(accounts, user, origin, options, clock, cancellationToken);
    }
}
