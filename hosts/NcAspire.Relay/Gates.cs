namespace NcAspire.Relay;

/// <summary>Counts what each of many has under way, and lets in no more than one may have.</summary>
internal sealed class Gates<T>(int most)
    where T : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<T, int> _open = [];

    /// <summary>Null when this one has as much under way as it may; dispose what is returned at the end.</summary>
    public IDisposable? TryEnter(T who)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(who);
            if (open >= most)
            {
                return null;
            }

            _open[who] = open + 1;
            return new Place(this, who);
        }
    }

    private void Leave(T who)
    {
        lock (_gate)
        {
            if (--_open[who] is 0)
            {
                _open.Remove(who);
            }
        }
    }

    private sealed class Place(Gates<T> gates, T who) : IDisposable
    {
        private bool _isLeft;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isLeft, true))
            {
                gates.Leave(who);
            }
        }
    }
}
