using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NcAspire.Vault.KeyVault;
using NcAspire.Vault.Local;

namespace NcAspire.Vault;

/// <summary>Where the master keys are: <c>Vault:Kind</c> says it, for all who open secrets.</summary>
/// <remarks>Functions and the relay compile this file. No project could hold it for both: providers know the core alone, and not each other.</remarks>
internal static class Vaults
{
    /// <exception cref="InvalidOperationException">There is no such kind of vault, or it has no key.</exception>
    public static void AddVault(this IHostApplicationBuilder builder)
    {
        switch (builder.Configuration["Vault:Kind"])
        {
            case null or "" or "local":
                builder.AddLocalVault();
                break;
            case "keyvault":
                builder.AddKeyVault();
                break;
            case var kind:
                throw new InvalidOperationException($"Vault:Kind is \"{kind}\"; it takes \"local\" and \"keyvault\".");
        }
    }
}
