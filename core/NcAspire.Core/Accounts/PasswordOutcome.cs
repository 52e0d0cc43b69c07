namespace NcAspire.Core.Accounts;

/// <summary>What became of a wish for a new password.</summary>
public abstract record PasswordOutcome
{
    private PasswordOutcome()
    {
    }

    public sealed record Changed : PasswordOutcome;

    /// <summary>The current password is another one, maybe since a moment.</summary>
    public sealed record WrongPassword : PasswordOutcome;

    /// <param name="Complaint">One sentence that says what to change about the new one.</param>
    public sealed record Invalid(string Complaint) : PasswordOutcome;

    public sealed record TooMany(TimeSpan RetryAfter) : PasswordOutcome;
}
