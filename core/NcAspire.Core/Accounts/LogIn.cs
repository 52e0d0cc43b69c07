using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Signs in with address and password, limited per address and per account.</summary>
public sealed class LogIn(
    IAccountStore accounts, IPasswords passwords, IRateLimiter limiter, IAuditLog audit, AccountOptions options, TimeProvider clock)
{
    public async Task<SignInOutcome> ExecuteAsync(string email, string password, SessionOrigin origin, CancellationToken cancellationToken)
    {
        var address = origin.Address;
        // What no account can have is refused before anything is counted, hashed or asked of the database.
        var trimmed = email.Trim();
        if (!Credentials.IsEmail(trimmed) || password.Length > Credentials.MaxPasswordLength)
        {
            return new SignInOutcome.WrongCredentials();
        }

        // Counted by the account itself where there is one: the database knows more spellings of an address than a key made here.
        var user = await accounts.FindUserAsync(trimmed, cancellationToken);
        var accountKey = $"login:{user?.Id.ToString() ?? Credentials.KeyOf(trimmed)}";

        var pairKey = $"{accountKey}:{address}";
        var actor = new Actor(user?.Id, address);

        var perAddress = await limiter.HitAsync(
            $"login-from:{address}", options.LoginsPerAddress, options.LoginWindow, cancellationToken);
        if (!perAddress.Allowed)
        {
            // Not counted against the account: one address that is shut out already must not keep its owner out as well.
            return await RefuseAsync(perAddress, actor, cancellationToken);
        }

        // Nor are attempts that come too soon after wrong ones: guessing without a pause costs the guesser alone.
        var perPair = await limiter.AttemptAsync(pairKey, options.LoginBackoff, cancellationToken);
        if (!perPair.Allowed)
        {
            return new SignInOutcome.TooMany(perPair.RetryAfter);
        }

        var perAccount = await limiter.HitAsync(accountKey, options.LoginsPerAccount, options.LoginWindow, cancellationToken);
        if (!perAccount.Allowed && !await IsAtHomeAsync(user, address, cancellationToken))
        {
            return await RefuseAsync(perAccount, actor, cancellationToken);
        }

        var check = passwords.Verify(user?.PasswordHash, password);
        if (user is null || check is PasswordCheck.Wrong)
        {
            await audit.AddAsync(new AuditEntry(actor, null, "account.login-refused", null), cancellationToken);
            return new SignInOutcome.WrongCredentials();
        }

        if (check is PasswordCheck.RightButOutdated)
        {
            await accounts.SetPasswordHashAsync(user, passwords.Hash(password), cancellationToken);
        }

        await limiter.ResetAsync(accountKey, cancellationToken);
        await limiter.ResetAsync(pairKey, cancellationToken);
        var outcome = await Sessions.OpenAsync(accounts, user, origin, options, clock, cancellationToken);
        var (action, detail) = outcome switch
        {
            SignInOutcome.SignedIn => ("account.login", null),
            SignInOutcome.Locked => ("account.login-refused", "locked"),
            SignInOutcome.Closing => ("account.login-refused", "closing"),
            _ => ("account.login-refused", (string?)null),
        };
        await audit.AddAsync(new AuditEntry(actor, null, action, detail), cancellationToken);
        return outcome;
    }

    // Whoever guesses from many addresses shuts out the strangers, not the owner where he has been before; his own wrong attempts still make him wait.
    private async Task<bool> IsAtHomeAsync(User? user, string? address, CancellationToken cancellationToken) =>
        user is not null && address is not null && await accounts.HasBeenAtAsync(user.Id, address, cancellationToken);

    private async Task<SignInOutcome> RefuseAsync(RateDecision rate, Actor actor, CancellationToken cancellationToken)
    {
        if (rate.IsFirstRefusal)
        {
            await audit.AddAsync(new AuditEntry(actor, null, "account.login-refused", "too many attempts"), cancellationToken);
        }

        return new SignInOutcome.TooMany(rate.RetryAfter);
    }
}
