using System.Collections.Concurrent;
using System.Threading.Channels;

namespace NcAspire.Functions.Workers;

/// <summary>Machines to look at, each at most once, and no more than so many.</summary>
internal sealed class NoticeQueue(int capacity)
{
    private readonly ConcurrentDictionary<string, bool> _waiting = new();
    private readonly Channel<string> _order = Channel.CreateBounded<string>(capacity);

    /// <summary>False when there is no room; a machine that waits already is no news.</summary>
    public bool TryAdd(string machine)
    {
        if (!_waiting.TryAdd(machine, true) || _order.Writer.TryWrite(machine))
        {
            return true;
        }

        _waiting.TryRemove(machine, out _);
        return false;
    }

    public IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => _order.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Called right before a machine is looked at: what is noticed from now on is new.</summary>
    public void Begin(string machine) => _waiting.TryRemove(machine, out _);
}
