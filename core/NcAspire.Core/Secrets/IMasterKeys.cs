namespace NcAspire.Core.Secrets;

/// <summary>Where the master keys are kept.</summary>
public interface IMasterKeys
{
    /// <summary>The key that new secrets are wrapped with.</summary>
    /// <exception cref="VaultException">It can't be had now.</exception>
    ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>Looks now whether there is a newer current key, where that is looked up now and then only.</summary>
    /// <exception cref="VaultException">It can't be told now.</exception>
    Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The key with this id, which may be an earlier one.</summary>
    /// <exception cref="VaultException">Transient when the place cannot be reached; definite when it has no such key.</exception>
    ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken);
}
