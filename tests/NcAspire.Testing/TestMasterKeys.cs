using System.Collections.Concurrent;
using System.Security.Cryptography;
using NcAspire.Core.Secrets;

namespace NcAspire.Testing;

/// <summary>Master keys of a test, which can be changed, lost and out of reach.</summary>
public sealed class TestMasterKeys : IMasterKeys
{
    private readonly ConcurrentDictionary<string, MasterKey> _keys = [];

    public TestMasterKeys() => Current = Add();

    public MasterKey Current { get; private set; }

    /// <summary>No key is to be had.</summary>
    public bool IsAway { get; set; }

    /// <summary>Makes a new current key; the earlier ones stay.</summary>
    public MasterKey Change() => Current = Add();

    public void Forget(MasterKey key) => _keys.TryRemove(key.Id, out _);

    public ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken) => FindAsync(Current.Id, cancellationToken);

    public ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken) =>
        IsAway ? throw new VaultException("The test's vault is away.", isTransient: true)
        : _keys.TryGetValue(id, out var key) ? ValueTask.FromResult(key)
        : throw new VaultException($"The test has no key {id}.", isTransient: false);

    private MasterKey Add()
    {
        var key = new MasterKey($"test-{Guid.NewGuid():N}", RandomNumberGenerator.GetBytes(MasterKey.Length));
        _keys[key.Id] = key;
        return key;
    }
}
