using System.Security.Cryptography;
using NcAspire.Core.Accounts;

namespace NcAspire.Core.Operators;

/// <summary>Knows operators by the one token whose hash is configured, limited per address. A session is no such token.</summary>
public sealed class AuthenticateOperator(IRateLimiter limiter, OpsOptions options)
{
    private const int MaxLength = 512;

    private readonly byte[] _hash = options.TokenHash is { Length: > 0 } hash ? Convert.FromHexString(hash) : [];

    /// <param name="token">As the caller sent it; null when there was none.</param>
    /// <param name="address">Where the call comes from.</param>
    public async Task<OperatorOutcome> ExecuteAsync(string? token, string address, CancellationToken cancellationToken)
    {
        if (_hash is [])
        {
            return new OperatorOutcome.NotThere();
        }

        // Counted before the token is looked at, and started anew by a right one: guesses stay few even where the token is a weak one.
        var key = $"ops-from:{address}";
        var attempts = await limiter.HitAsync(key, options.AttemptsPerAddress, options.Window, cancellationToken);
        if (!attempts.Allowed)
        {
            return new OperatorOutcome.TooMany(attempts.RetryAfter);
        }

        if (token is not { Length: > 0 and <= MaxLength } || !CryptographicOperations.FixedTimeEquals(Token.Hash(token), _hash))
        {
            return new OperatorOutcome.Refused();
        }

        await limiter.ResetAsync(key, cancellationToken);
        return new OperatorOutcome.Allowed();
    }
}
