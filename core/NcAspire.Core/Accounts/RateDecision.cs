namespace NcAspire.Core.Accounts;

/// <param name="RetryAfter">When refused: how long until the window ends.</param>
public readonly record struct RateDecision(bool Allowed, TimeSpan RetryAfter)
{
    /// <summary>The first of its window that was refused: worth a line where each of many would be none.</summary>
    public bool IsFirstRefusal { get; init; }
}
