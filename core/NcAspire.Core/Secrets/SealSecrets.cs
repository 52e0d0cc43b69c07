using NcAspire.Core.Instances;

namespace NcAspire.Core.Secrets;

/// <summary>Seals what an owner gave for one instance.</summary>
public sealed class SealSecrets(IMasterKeys masters)
{
    private const int ShownCharacters = 4;

    /// <param name="entries">Each without a complaint.</param>
    /// <exception cref="VaultException">They can't be sealed now.</exception>
    public async Task<IReadOnlyList<SecretChange>> ExecuteAsync(
        InstanceId instance, IReadOnlyList<PastedSecret> entries, CancellationToken cancellationToken)
    {
        // Whoever only removes a secret can do so while no master key is to be had.
        var master = entries.Any(e => e.Value is not null) ? await masters.CurrentAsync(cancellationToken) : null;
        return
        [
            .. entries.Select(e => new SecretChange(
                e.Name,
                e.Value is null || master is null
                    ? null
                    : new NewSecret(Envelope.Seal(e.Value, instance, e.Name, master), e.Value[^ShownCharacters..]))),
        ];
    }
}
