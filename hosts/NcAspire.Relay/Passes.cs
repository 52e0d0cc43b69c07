using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Accounts;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Signals;

namespace NcAspire.Relay;

/// <summary>
/// Knows the tokens. Those in use stay in memory until something of their instance changes, which the database tells, and no longer than
/// <see cref="RelayOptions.CacheAge"/> in any case.
/// </summary>
internal sealed class Passes(IRelayStore store, ISignals signals, SecretReader secrets, RelayOptions options, TimeProvider clock) : IDisposable
{
    private const int Most = 10_000;
    private const int Readers = 8;

    private readonly ConcurrentDictionary<TokenHash, Pass> _passes = [];

    // The hashes of tokens that opened something when they were read last: these are no strangers, also when what they opened is forgotten.
    private readonly ConcurrentDictionary<TokenHash, byte> _acquainted = [];
    private readonly SemaphoreSlim _reading = new(Readers);
    private readonly PartitionedRateLimiter<IPAddress> _refusals = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.RefusalsPerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    /// <summary>How many tokens are in memory.</summary>
    public int Count => _passes.Count;

    /// <summary>What the token opens now; null when it opens nothing.</summary>
    /// <param name="token">As it was shown.</param>
    /// <param name="address">Who shows it.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="RefusedException">This address has shown too many tokens that open nothing.</exception>
    public async ValueTask<Pass?> FindAsync(string token, IPAddress address, CancellationToken cancellationToken)
    {
        var hash = Token.Hash(token);
        var key = TokenHash.Of(hash);
        var known = _passes.GetValueOrDefault(key);
        if (known is not null && !known.IsOld(options.CacheAge))
        {
            return known;
        }

        // Behind a proxy, one who guesses must not shut out those who are known.
        if (!_acquainted.ContainsKey(key))
        {
            using var allowed = _refusals.AttemptAcquire(address, permitCount: 0);
            if (!allowed.IsAcquired)
            {
                throw new RefusedException(
                    StatusCodes.Status429TooManyRequests, "too-many-refusals", "Too many unknown tokens came from this address.", TimeSpan.FromMinutes(1));
            }
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            var pass = await ReadAsync(key, hash, cancellationToken);
            if (pass is null)
            {
                _acquainted.TryRemove(key, out _);
                using var counted = _refusals.AttemptAcquire(address);
            }

            return pass;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Forgets what is old, with the keys that were opened for it: whoever asked may not come back.</summary>
    public void Sweep()
    {
        foreach (var (key, pass) in _passes.Where(p => p.Value.IsOld(options.CacheAge)))
        {
            Drop(key, pass);
        }
    }

    public void Dispose()
    {
        foreach (var pass in _passes.Values)
        {
            pass.Dispose();
        }

        _refusals.Dispose();
        _reading.Dispose();
    }

    private async Task<Pass?> ReadAsync(TokenHash key, byte[] hash, CancellationToken cancellationToken)
    {
        if (_passes.TryGetValue(key, out var there))
        {
            if (!there.IsOld(options.CacheAge))
            {
                return there;
            }

            Drop(key, there);
        }

        if (await store.FindGrantAsync(hash, cancellationToken) is not { Instance: var instance })
        {
            return null;
        }

        // Read again after the subscription, so that nothing that changes meanwhile is missed.
        var signal = signals.OfInstance(instance);
        try
        {
            if (await store.FindGrantAsync(hash, cancellationToken) is { } grant)
            {
                var pass = new Pass(grant, signal, secrets, clock);
                MakeRoom();
                _acquainted[key] = 0;
                if (_passes.TryAdd(key, pass))
                {
                    signal = null;
                }

                return pass;
            }

            return null;
        }
        finally
        {
            signal?.Dispose();
        }
    }

    private void MakeRoom()
    {
        foreach (var (key, pass) in _passes.Take(Math.Max(0, _passes.Count - Most + 1)))
        {
            Drop(key, pass);
        }

        foreach (var (key, _) in _acquainted.Take(Math.Max(0, _acquainted.Count - Most + 1)))
        {
            _acquainted.TryRemove(key, out _);
        }
    }

    private void Drop(TokenHash key, Pass pass)
    {
        _passes.TryRemove(KeyValuePair.Create(key, pass));
        pass.Dispose();
    }

    private readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        public static TokenHash Of(byte[] hash) => new(MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash.AsSpan(16)));
    }
}
