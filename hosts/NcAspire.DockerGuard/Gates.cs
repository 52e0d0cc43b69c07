using System.Collections.Frozen;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>Who may go on at the same time. The queues are short and so is the wait: who gets no turn is told to come back.</summary>
internal sealed class Gates : IDisposable
{
    private const int AllAtOnce = 32;
    private const int Queue = 128;

    private readonly ConcurrencyLimiter _all = Limiter(AllAtOnce);
    private readonly FrozenDictionary<string, ConcurrencyLimiter> _verbs;
    private readonly TimeSpan _maxWait;
    private readonly TimeProvider _clock;

    public Gates(IOptions<GuardOptions> options, TimeProvider clock)
    {
        _verbs = GuardVerbs.All.ToFrozenDictionary(verb => verb.Path, verb => Limiter(verb.AtOnce));
        _maxWait = options.Value.MaxWait;
        _clock = clock;
    }

    /// <summary>Returns with the turn, which ends with its disposal.</summary>
    /// <exception cref="BusyException">There was none in time.</exception>
    public async Task<IDisposable> EnterAsync(GuardVerb verb, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_maxWait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var turn = new Turn();
        try
        {
            // The verb's own gate first: who waits there must not keep the others from theirs.
            turn.Add(await _verbs[verb.Path].AcquireAsync(1, either.Token));
            if (!verb.IsLong)
            {
                turn.Add(await _all.AcquireAsync(1, either.Token));
            }

            return turn;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            turn.Dispose();
            throw new BusyException();
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (var limiter in _verbs.Values)
        {
            limiter.Dispose();
        }
    }

    private static ConcurrencyLimiter Limiter(int permits) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = permits,
        QueueLimit = Queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private sealed class Turn : IDisposable
    {
        private readonly List<RateLimitLease> _leases = [];

        public void Add(RateLimitLease lease)
        {
            _leases.Add(lease);
            if (!lease.IsAcquired)
            {
                throw new BusyException();
            }
        }

        public void Dispose() => _leases.ForEach(lease => lease.Dispose());
    }
}
