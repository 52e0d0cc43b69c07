namespace NcAspire.Core.Operators;

/// <summary>What to do about a call of the operators' part.</summary>
public abstract record OperatorOutcome
{
    private OperatorOutcome()
    {
    }

    public sealed record Allowed : OperatorOutcome;

    /// <summary>There is no such part on this server.</summary>
    public sealed record NotThere : OperatorOutcome;

    /// <summary>The token is missing or wrong.</summary>
    public sealed record Refused : OperatorOutcome;

    public sealed record TooMany(TimeSpan RetryAfter) : OperatorOutcome;
}
