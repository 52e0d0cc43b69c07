using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.KeyVault;

public static class KeyVaultExtensions
{
    /// <summary>
    /// Keeps the master keys in the Azure Key Vault of section <c>Vault:KeyVault</c>, as the versions of one secret, read with the
    /// identity that <see cref="DefaultAzureCredential"/> finds (it needs the right "get" on secrets). What was read once stays in
    /// memory, so a vault that goes away later stops nothing.
    /// </summary>
    public static void AddKeyVault(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        builder.Services.AddOptions<KeyVaultOptions>().BindConfiguration(KeyVaultOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(provider => ClientOptions(provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value));
        builder.Services.AddSingleton(provider => new SecretClient(
            provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value.Uri,
            provider.GetRequiredService<TokenCredential>(),
            provider.GetRequiredService<SecretClientOptions>()));
        builder.Services.AddSingleton<KeyVaultMasterKeys>();
        builder.Services.AddSingleton<IMasterKeys>(provider => provider.GetRequiredService<KeyVaultMasterKeys>());
        builder.Services.AddHostedService<KeyVaultRefresh>();
    }

    internal static SecretClientOptions ClientOptions(KeyVaultOptions options)
    {
        var client = new SecretClientOptions();
        client.Diagnostics.IsLoggingContentEnabled = false;
        client.Retry.MaxRetries = 2;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        client.Retry.NetworkTimeout = options.Timeout / 2;
        return client;
    }
}
