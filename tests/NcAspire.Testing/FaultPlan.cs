namespace NcAspire.Testing;

/// <summary>
/// What goes wrong in which call of the fakes: a fault before the call has any effect, or after it had (the answer is lost), or a call
/// that is held up until the test lets it go on. Calls are counted across all fakes that share the plan.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];
    private readonly List<Fault> _faults = [];
    private readonly List<HeldCall> _held = [];

    /// <summary>The names of all calls so far, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>How often this call was made.</summary>
    public int CountOf(string call) => Calls.Count(c => c == call);

    /// <summary>Throws before the call does anything.</summary>
    public void FailBefore(string call, Func<Exception> fault, int times = 1) =>
        Add(new Fault((name, _) => name == call, After: false, fault) { Left = times });

    /// <summary>Throws after the call did its work: its answer is lost.</summary>
    public void FailAfter(string call, Func<Exception> fault, int times = 1) =>
        Add(new Fault((name, _) => name == call, After: true, fault) { Left = times });

    /// <summary>Throws at the n-th call from now on (0 is the next one), whatever it is.</summary>
    public void FailAt(int n, bool after, Func<Exception> fault)
    {
        var index = Calls.Count + n;
        Add(new Fault((_, i) => i == index, after, fault) { Left = 1 });
    }

    /// <summary>Throws at every call from now on.</summary>
    public void FailAlways(Func<Exception> fault) => Add(new Fault((_, _) => true, After: false, fault) { Left = int.MaxValue });

    /// <summary>Whether every planned fault has happened.</summary>
    public bool AllHappened
    {
        get
        {
            lock (_lock)
            {
                return _faults.TrueForAll(f => f.Left == 0);
            }
        }
    }

    /// <summary>Forgets what was planned.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>Holds up the next such call before it does anything.</summary>
    public HeldCall Hold(string call)
    {
        var held = new HeldCall(call);
        lock (_lock)
        {
            _held.Add(held);
        }

        return held;
    }

    internal async Task<T> RunAsync<T>(string call, Func<T> work, CancellationToken cancellationToken)
    {
        int index;
        HeldCall? held;
        lock (_lock)
        {
            index = _calls.Count;
            _calls.Add(call);
            held = _held.Find(h => h.Call == call);
            if (held is not null)
            {
                _held.Remove(held);
            }
        }

        if (held is not null)
        {
            await held.PassAsync(cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfPlanned(call, index, after: false);
        var result = work();
        ThrowIfPlanned(call, index, after: true);
        return result;
    }

    internal Task RunAsync(string call, Action work, CancellationToken cancellationToken) =>
        RunAsync(call, () =>
        {
            work();
            return true;
        }, cancellationToken);

    private void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
        }
    }

    private void ThrowIfPlanned(string call, int index, bool after)
    {
        Fault? fault;
        lock (_lock)
        {
            fault = _faults.Find(f => f.Left > 0 && f.After == after && f.Matches(call, index));
            if (fault is { Left: < int.MaxValue })
            {
                fault.Left--;
            }
        }

        if (fault is not null)
        {
            throw fault.Make();
        }
    }

    private sealed record Fault(Func<string, int, bool> Matches, bool After, Func<Exception> Make)
    {
        public int Left { get; set; }
    }
}
