namespace NcAspire.Core.Accounts;

/// <summary>Whether somebody with a session also knows the password.</summary>
public abstract record Confirmation
{
    private Confirmation()
    {
    }

    public sealed record Right(User User) : Confirmation;

    public sealed record Wrong : Confirmation;

    public sealed record TooMany(TimeSpan RetryAfter) : Confirmation;
}
