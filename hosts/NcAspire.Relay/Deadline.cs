namespace NcAspire.Relay;

/// <summary>Ends a call when its caller is gone, when the whole takes too long, or when nothing moves for too long.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly ITimer _total;
    private readonly ITimer _silence;
    private volatile bool _hasPassed;

    /// <param name="total">For the whole.</param>
    /// <param name="silence">Until the first <see cref="Expect"/>.</param>
    /// <param name="clock">Counts it.</param>
    /// <param name="callerGone">Ends it as well, without its having passed.</param>
    public Deadline(TimeSpan total, TimeSpan silence, TimeProvider clock, CancellationToken callerGone)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(callerGone);
        _total = clock.CreateTimer(_ => Pass(), null, total, Timeout.InfiniteTimeSpan);
        _silence = clock.CreateTimer(_ => Pass(), null, silence, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>One of the times is over; the caller may still be there.</summary>
    public bool HasPassed => _hasPassed;

    /// <summary>Something moved; the next thing has to move within this time.</summary>
    public void Expect(TimeSpan within) => _silence.Change(within, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _total.Dispose();
        _silence.Dispose();
        _cancellation.Dispose();
    }

    private void Pass()
    {
        _hasPassed = true;
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over in the same moment.
        }
    }
}
