namespace NcAspire.Core.Accounts;

/// <param name="RetryAfter">When refused: how long until the window ends.</param>
public readonly record struct RateDecision(bool Allowed, TimeSpan RetryAfter);
