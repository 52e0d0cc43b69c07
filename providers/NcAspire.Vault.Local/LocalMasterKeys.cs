using System.Collections.Frozen;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.Local;

/// <summary>Master keys in memory; they are always there.</summary>
internal sealed class LocalMasterKeys(MasterKey current, IEnumerable<MasterKey> previous) : IMasterKeys
{
    // The same key may be named twice: as the current one and as one that was forgotten among the earlier ones.
    private readonly FrozenDictionary<string, MasterKey> _keys =
        previous.Append(current).DistinctBy(key => key.Id).ToFrozenDictionary(key => key.Id);

    public ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(current);

    public ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken) =>
        _keys.TryGetValue(id, out var key)
            ? ValueTask.FromResult(key)
            : throw new VaultException(
                $"The master key {id} is not configured here. Give it in NC_MASTER_KEY_PREVIOUS or Vault:PreviousKeyPaths.", isTransient: false);
}
