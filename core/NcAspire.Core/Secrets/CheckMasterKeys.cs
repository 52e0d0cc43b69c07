namespace NcAspire.Core.Secrets;

/// <summary>Finds out whether what is stored can be opened, before anybody depends on it. Changes nothing.</summary>
public sealed class CheckMasterKeys(IKeyUseStore secrets, IMasterKeys masters)
{
    // One that was changed must not look like a wrong key.
    private const int Samples = 5;

    /// <exception cref="VaultException">
    /// Definite: a master key that secrets need is missing or is another one; the sentence says which and what to do. Transient: it can't be
    /// told now.
    /// </exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await masters.CurrentAsync(cancellationToken);
        foreach (var use in await secrets.ListAsync(cancellationToken))
        {
            var key = await FindAsync(use, cancellationToken);
            var samples = await secrets.SampleAsync(use.KeyId, Samples, cancellationToken);
            if (samples.Count > 0 && !samples.Any(sample => Opens(sample, key)))
            {
                throw new VaultException(
                    $"The master key {use.KeyId} does not open what it wraps ({Count(use)}), so it is another one than before. "
                    + "Nothing was changed: start again with the right one.",
                    isTransient: false);
            }
        }
    }

    private async Task<MasterKey> FindAsync(KeyUse use, CancellationToken cancellationToken)
    {
        try
        {
            return await masters.FindAsync(use.KeyId, cancellationToken);
        }
        catch (VaultException fault) when (!fault.IsTransient)
        {
            throw new VaultException(
                $"The master key {use.KeyId}, which wraps {Count(use)}, is not among those that are configured. Nothing was changed: give it as an "
                + $"earlier key until ./nc keys rotate is done, or as the current one if the current one is wrong. ({fault.Message})",
                isTransient: false,
                fault);
        }
    }

    private static bool Opens(StoredSecret secret, MasterKey key)
    {
        try
        {
            Envelope.Open(secret.Sealed, secret.Instance, secret.Name, key);
            return true;
        }
        catch (VaultException)
        {
            return false;
        }
    }

    private static string Count(KeyUse use) => use.Secrets is 1 ? "one secret" : $"{use.Secrets} secrets";
}
