namespace NcAspire.Core.Accounts;

/// <summary>Counts events per key in fixed windows, in Postgres, so that replicas count together.</summary>
public interface IRateLimiter
{
    /// <summary>Counts one event and tells whether it is still within the limit; the time to wait otherwise.</summary>
    Task<RateDecision> HitAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken);

    /// <summary>
    /// Counts an attempt before anybody knows whether it is a right one, unless the wait after the one before is not over: then it is
    /// refused and not counted. <see cref="ResetAsync"/> follows a right one.
    /// </summary>
    Task<RateDecision> AttemptAsync(string key, Backoff backoff, CancellationToken cancellationToken);

    /// <summary>Forgets the count of a key (a correct login after wrong ones).</summary>
    Task ResetAsync(string key, CancellationToken cancellationToken);
}
