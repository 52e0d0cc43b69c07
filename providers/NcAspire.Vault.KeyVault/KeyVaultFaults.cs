using Azure;
using Azure.Identity;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.KeyVault;

/// <summary>What the client's exceptions mean. Status codes: Key Vault REST reference, "Authentication, requests and responses".</summary>
internal static class KeyVaultFaults
{
    private const int FirstServerError = 500;

    public static VaultException Of(Exception fault, string secret, string? version)
    {
        var what = version is null ? $"the secret {secret}" : $"version {version} of the secret {secret}";
        return fault switch
        {
            RequestFailedException { Status: 404 } => Definite($"The Key Vault does not have {what}."),
            RequestFailedException { Status: 401 } => Definite($"The Key Vault does not accept this program's identity, so {what} can't be read."),
            RequestFailedException { Status: 403 } => Definite($"The Key Vault does not let this program's identity read {what}, or it is disabled."),
            RequestFailedException { Status: 408 or 429 or >= FirstServerError } => Transient($"The Key Vault is too busy to give {what}."),
            RequestFailedException { Status: 0 } or IOException => Transient($"The Key Vault can't be reached, so {what} can't be read."),
            OperationCanceledException or AggregateException => Transient($"The Key Vault did not give {what} in time."),
            AuthenticationFailedException => Transient($"This program has no identity to read {what} of the Key Vault with."),
            _ => Definite($"The Key Vault gave an answer that is none when asked for {what}."),
        };

        VaultException Definite(string message) => new(message, isTransient: false, fault);

        VaultException Transient(string message) => new(message, isTransient: true, fault);
    }
}
