using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;

namespace NcAspire.Core.Models;

/// <summary>Asks the vendor what it says to a stored key, for its owner.</summary>
public sealed class CheckKey(IInstanceStore instances, SecretReader secrets, IKeyProbe probe)
{
    /// <exception cref="VaultException">The key is there and can't be opened.</exception>
    public async Task<CheckKeyOutcome> ExecuteAsync(UserId user, Slug slug, string? text, CancellationToken cancellationToken)
    {
        if (await instances.FindAsync(user, slug, cancellationToken) is not { Instance.Id: var instance })
        {
            return new CheckKeyOutcome.NotFound();
        }

        if (SecretName.TryParse(text) is not { } name || ModelVendors.All.FirstOrDefault(v => v.Keys.Contains(name)) is not { } vendor)
        {
            return new CheckKeyOutcome.Invalid("Name the key of a vendor of models, as GET /api/llm/catalog lists them.");
        }

        return await secrets.OpenAsync(instance, name, cancellationToken) is { } key
            ? new CheckKeyOutcome.Asked(vendor, await probe.AskAsync(vendor, name, key, cancellationToken))
            : new CheckKeyOutcome.Invalid("No key of this name is saved. Save it first.");
    }
}
