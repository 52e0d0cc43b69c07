using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.KeyVault;

/// <summary>Looks for a newer version now and then, so that nobody who needs a key waits for that.</summary>
internal sealed partial class KeyVaultRefresh(
    KeyVaultMasterKeys keys, IOptions<KeyVaultOptions> options, TimeProvider clock, ILogger<KeyVaultRefresh> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Refresh, clock);
        do
        {
            try
            {
                await keys.RefreshAsync(stoppingToken);
            }
            catch (VaultException fault)
            {
                Log.NotRefreshed(logger, fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The current master key could not be looked up; the ones that were read before stay in use.")]
        public static partial void NotRefreshed(ILogger logger, Exception exception);
    }
}
