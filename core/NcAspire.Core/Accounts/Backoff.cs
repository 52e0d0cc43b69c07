namespace NcAspire.Core.Accounts;

/// <summary>How the time between attempts grows: after so many free ones, each wait is twice the one before.</summary>
/// <param name="Free">Attempts that nobody has to wait after.</param>
/// <param name="First">The first wait.</param>
/// <param name="Longest">No wait is longer.</param>
/// <param name="Memory">Without an attempt for so long, all begins anew.</param>
public sealed record Backoff(int Free, TimeSpan First, TimeSpan Longest, TimeSpan Memory);
