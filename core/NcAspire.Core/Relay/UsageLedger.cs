using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Telemetry;

namespace NcAspire.Core.Relay;

/// <summary>
/// Counts what instances use and says when it is enough. It writes in batches, whenever <see cref="FlushAsync"/> is called; what is not
/// written yet counts as well. A batch whose fate is unknown is written again: rather counted twice than not at all.
/// </summary>
public sealed class UsageLedger(IRelayStore store, RelayOptions options, Measures measures, TimeProvider clock) : IDisposable
{
    // Other replicas count, too: theirs shows after this time at the latest.
    private static readonly TimeSpan _totalsAge = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly Dictionary<InstanceId, Known> _known = [];
    private Dictionary<Place, Counts> _pending = [];
    private Dictionary<Place, Counts> _leaving = [];
    private long _flushes;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Counts a request, unless the instance has used up its day: then it tells by which limit, and null when it has not.</summary>
    /// <param name="open">A limit of the owner's on top of ours.</param>
    public async ValueTask<ModelFaultKind?> AdmitAsync(
        InstanceId instance, ModelVendor vendor, OpenAccess? open, CancellationToken cancellationToken)
    {
        var day = Today;
        while (true)
        {
            long flushes;
            lock (_gate)
            {
                if (_known.TryGetValue(instance, out var known) && known.Day == day && clock.GetElapsedTime(known.ReadAt) < _totalsAge)
                {
                    return Admit(instance, vendor, open, day, known);
                }

                flushes = _flushes;
            }

            var read = await store.UsageAsync(instance, day, cancellationToken);
            lock (_gate)
            {
                // What was read while a batch was written may have it or not.
                if (flushes == _flushes)
                {
                    _known[instance] = new Known(day, read.Requests, read.Tokens, clock.GetTimestamp());
                }
            }
        }
    }

    public void AddTokens(InstanceId instance, ModelVendor vendor, long input, long output)
    {
        measures.TokensUsed(vendor.Id, input, output);
        lock (_gate)
        {
            Add(_pending, new Place(instance, Today, vendor.Id), new Counts(0, input, output));
        }
    }

    /// <summary>Writes what has come together. When that fails it stays and is written the next time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            if (Take() is { Count: > 0 } batch)
            {
                await WriteAsync(batch, cancellationToken);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();

    private Dictionary<Place, Counts> Take()
    {
        lock (_gate)
        {
            foreach (var idle in _known.Where(k => clock.GetElapsedTime(k.Value.ReadAt) > _totalsAge).Select(k => k.Key).ToList())
            {
                _known.Remove(idle);
            }

            (_leaving, _pending) = (_pending, []);
            _flushes += _leaving.Count > 0 ? 1 : 0;
            return _leaving;
        }
    }

    private async Task WriteAsync(Dictionary<Place, Counts> batch, CancellationToken cancellationToken)
    {
        IReadOnlyList<DayUsage> totals;
        try
        {
            totals = await store.AddUsageAsync(
                [.. batch.Select(b => new VendorUsage(b.Key.Instance, b.Key.Day, b.Key.Vendor, b.Value.Requests, b.Value.Input, b.Value.Output))],
                cancellationToken);
        }
        catch
        {
            lock (_gate)
            {
                foreach (var (place, counts) in batch)
                {
                    Add(_pending, place, counts);
                }

                _leaving = [];
                _flushes++;
            }

            throw;
        }

        lock (_gate)
        {
            _leaving = [];
            _flushes++;
            foreach (var instance in batch.Keys.Select(place => place.Instance))
            {
                _known.Remove(instance);
            }

            foreach (var total in totals.Where(total => total.Day == Today))
            {
                _known[total.Instance] = new Known(total.Day, total.Requests, total.Tokens, clock.GetTimestamp());
            }
        }
    }

    private ModelFaultKind? Admit(InstanceId instance, ModelVendor vendor, OpenAccess? open, DateOnly day, Known known)
    {
        var (requests, tokens) = (known.Requests, known.Tokens);
        foreach (var place in ModelVendors.All.Select(any => new Place(instance, day, any.Id)))
        {
            var (pending, leaving) = (_pending.GetValueOrDefault(place), _leaving.GetValueOrDefault(place));
            requests += pending.Requests + leaving.Requests;
            tokens += pending.Input + pending.Output + leaving.Input + leaving.Output;
        }

        if (requests >= options.DailyRequests || tokens >= options.DailyTokens)
        {
            return ModelFaultKind.LimitReached;
        }

        if (requests >= open?.DailyRequests)
        {
            return ModelFaultKind.OpenLimitReached;
        }

        Add(_pending, new Place(instance, day, vendor.Id), new Counts(1, 0, 0));
        return null;
    }

    private static void Add(Dictionary<Place, Counts> to, Place place, Counts more)
    {
        var there = to.GetValueOrDefault(place);
        to[place] = new Counts(there.Requests + more.Requests, there.Input + more.Input, there.Output + more.Output);
    }

    private readonly record struct Place(InstanceId Instance, DateOnly Day, string Vendor);

    private readonly record struct Counts(long Requests, long Input, long Output);

    private readonly record struct Known(DateOnly Day, long Requests, long Tokens, long ReadAt);
}
