using NcAspire.Core.Instances;

namespace NcAspire.Core.Secrets;

/// <summary>Opens a secret for the one who needs it now. Nobody keeps what it returns longer than its use.</summary>
public sealed class SecretReader(ISecretStore secrets, IMasterKeys masters)
{
    /// <summary>Null when the instance has no such secret.</summary>
    /// <exception cref="VaultException">It is there and can't be opened.</exception>
    public async Task<string?> OpenAsync(InstanceId instance, SecretName name, CancellationToken cancellationToken) =>
        await secrets.FindAsync(instance, name, cancellationToken) is { } found
            ? Envelope.Open(found, instance, name, await masters.FindAsync(found.KeyId, cancellationToken))
            : null;
}
