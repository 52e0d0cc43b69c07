namespace NcAspire.Core.Instances;

public abstract record LlmOutcome
{
    private LlmOutcome()
    {
    }

    /// <summary>The input was right; the rules of the instance decided the rest.</summary>
    public sealed record Decided(ChangeOutcome Outcome) : LlmOutcome;

    /// <summary>Nothing was written.</summary>
    /// <param name="Field">Which part of the input.</param>
    /// <param name="Complaint">A sentence for its author. Never repeats a value.</param>
    public sealed record Invalid(string Field, string Complaint) : LlmOutcome;
}
