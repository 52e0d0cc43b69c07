namespace NcAspire.Core.Accounts;

public abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <param name="Token">Shown once; only its hash is stored.</param>
    public sealed record SignedIn(UserId User, string Token, DateTimeOffset ExpiresAt) : SignInOutcome;

    /// <param name="Complaint">One sentence that says what to change.</param>
    public sealed record Invalid(string Field, string Complaint) : SignInOutcome;

    public sealed record EmailTaken : SignInOutcome;

    /// <summary>No such account, or another password: the caller must not be able to tell which.</summary>
    public sealed record WrongCredentials : SignInOutcome;

    /// <summary>The password was right, but an operator has locked the account.</summary>
    public sealed record Locked : SignInOutcome;

    /// <summary>The password was right, but the account is being deleted, as its owner asked.</summary>
    public sealed record Closing : SignInOutcome;

    public sealed record TooMany(TimeSpan RetryAfter) : SignInOutcome;
}
