using NcAspire.Core.Instances;
using NcAspire.Core.Relay;

namespace NcAspire.Relay;

/// <summary>Counts what each instance has under way.</summary>
internal sealed class InstanceGates(RelayOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, int> _open = [];

    /// <summary>Null when the instance has as much under way as it may; dispose what is returned at the end.</summary>
    public IDisposable? TryEnter(InstanceId instance)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(instance);
            if (open >= options.Concurrency)
            {
                return null;
            }

            _open[instance] = open + 1;
            return new Place(this, instance);
        }
    }

    private void Leave(InstanceId instance)
    {
        lock (_gate)
        {
            if (--_open[instance] is 0)
            {
                _open.Remove(instance);
            }
        }
    }

    private sealed class Place(InstanceGates gates, InstanceId instance) : IDisposable
    {
        private bool _isLeft;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isLeft, true))
            {
                gates.Leave(instance);
            }
        }
    }
}
