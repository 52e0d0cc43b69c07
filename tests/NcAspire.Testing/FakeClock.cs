namespace NcAspire.Testing;

/// <summary>A clock that moves only when told, and fires the timers that become due on the way.</summary>
public sealed class FakeClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Whether a timer is set that fires within this time.</summary>
    public bool IsArmed(TimeSpan within)
    {
        lock (_lock)
        {
            return _timers.Exists(t => t.Due <= _now + within);
        }
    }

    public void Advance(TimeSpan by)
    {
        var target = GetUtcNow() + by;
        while (Next(target) is { } timer)
        {
            timer.Fire();
        }
    }

    private Timer? Next(DateTimeOffset target)
    {
        lock (_lock)
        {
            var next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
            _now = next?.Due ?? target;
            next?.Rearm();
            return next;
        }
    }

    private sealed class Timer(FakeClock clock, Action callback) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback();

        public void Rearm()
        {
            if (_period <= TimeSpan.Zero)
            {
                clock._timers.Remove(this);
            }

            Due += _period;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
