using System.Collections.Concurrent;

namespace NcAspire.Testing;

/// <summary>Keeps what is reported, in its order, and without the detour over the thread pool that <see cref="Progress{T}"/> takes.</summary>
public sealed class Collected<T> : IProgress<T>
{
    private readonly ConcurrentQueue<T> _all = new();

    public IReadOnlyList<T> All => [.. _all];

    public void Report(T value) => _all.Enqueue(value);
}
