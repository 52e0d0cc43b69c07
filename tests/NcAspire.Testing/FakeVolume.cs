using System.Collections.Concurrent;
using NcAspire.Core.Instances;

namespace NcAspire.Testing;

/// <summary>A state volume in memory. What a gateway must not forget lies in its files.</summary>
public sealed class FakeVolume(InstanceId instance)
{
    public InstanceId Instance { get; } = instance;

    public DateTimeOffset CreatedAt { get; init; } = TimeProvider.System.GetUtcNow();

    public ConcurrentDictionary<string, string> Files { get; } = new();
}
