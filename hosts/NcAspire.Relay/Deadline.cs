namespace NcAspire.Relay;

/// <summary>Ends a call when its caller is gone, when the whole takes too long, or when nothing moves for too long.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _cancellation;
    private readonly TimeProvider _clock;
    private readonly ITimer _total;
    private readonly ITimer _silence;
    private volatile bool _hasPassed;
    private long _due;
    private long _armed;

    /// <param name="total">For the whole.</param>
    /// <param name="silence">Until the first <see cref="Expect"/>.</param>
    /// <param name="clock">Counts it.</param>
    /// <param name="callerGone">Ends it as well, without its having passed.</param>
    public Deadline(TimeSpan total, TimeSpan silence, TimeProvider clock, CancellationToken callerGone)
    {
        _clock = clock;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(callerGone);
        _total = clock.CreateTimer(_ => Pass(), null, total, Timeout.InfiniteTimeSpan);
        _armed = _due = After(silence);
        _silence = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _silence.Change(silence, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>One of the times is over; the caller may still be there.</summary>
    public bool HasPassed => _hasPassed;

    /// <summary>Something moved; the next thing has to move within this time.</summary>
    public void Expect(TimeSpan within)
    {
        var due = After(within);
        Volatile.Write(ref _due, due);

        // Pieces come by the thousand, and each setting of a timer takes a lock of all timers: it is left to find the later time itself.
        if (due < Volatile.Read(ref _armed))
        {
            Volatile.Write(ref _armed, due);
            _silence.Change(within, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _total.Dispose();
        _silence.Dispose();
        _cancellation.Dispose();
    }

    private long After(TimeSpan time) => _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private void Look()
    {
        var due = Volatile.Read(ref _due);
        var left = due - _clock.GetTimestamp();
        if (left <= 0)
        {
            Pass();
            return;
        }

        // A millisecond more: a timer that fires early would only look again.
        Volatile.Write(ref _armed, due);
        _silence.Change(TimeSpan.FromSeconds((double)left / _clock.TimestampFrequency) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
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
