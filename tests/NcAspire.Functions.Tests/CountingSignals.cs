using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Instances;
using NcAspire.Core.Signals;

namespace NcAspire.Functions.Tests;

/// <summary>Counts the subscriptions to instances that are open.</summary>
internal sealed class CountingSignals : ISignals
{
    private ISignals? _inner;
    private int _open;

    public int Open => Volatile.Read(ref _open);

    private ISignals Inner => _inner ?? throw new InvalidOperationException("There is nothing to count over.");

    /// <summary>Counts over the signals that are registered so far.</summary>
    public void Count(IServiceCollection services)
    {
        var registered = services.Last(s => s.ServiceType == typeof(ISignals)).ImplementationFactory;
        services.AddSingleton<ISignals>(provider =>
        {
            _inner = (ISignals?)registered?.Invoke(provider);
            return this;
        });
    }

    public ISignal OfInstance(InstanceId instance)
    {
        Interlocked.Increment(ref _open);
        return new Counted(Inner.OfInstance(instance), () => Interlocked.Decrement(ref _open));
    }

    public ISignal OfWork() => Inner.OfWork();

    private sealed class Counted(ISignal inner, Action end) : ISignal
    {
        public Task WaitAsync(CancellationToken cancellationToken) => inner.WaitAsync(cancellationToken);

        public bool TryTake() => inner.TryTake();

        public void Dispose()
        {
            inner.Dispose();
            end();
        }
    }
}
