using System.Threading.Channels;
using NcAspire.Core.Signals;

namespace NcAspire.Store.Postgres.Signals;

/// <summary>Holds at most one signal, so that any number of changes between two waits is one.</summary>
internal sealed class Subscription(Action<Subscription> end) : ISignal
{
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _pending.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await _pending.Reader.ReadAsync(cancellationToken);

    public bool TryTake() => _pending.Reader.TryRead(out _);

    public void Dispose()
    {
        end(this);
        _pending.Writer.TryComplete();
    }
}
