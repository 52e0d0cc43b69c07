using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault;

/// <summary>
/// Refuses to start with master keys that don't open what is stored: one sentence at the start, rather than a fault for each customer.
/// What can't be told yet, because vault or database are away, keeps nobody from starting.
/// </summary>
/// <remarks>Functions and the relay compile this file, as <see cref="Vaults"/>.</remarks>
internal sealed partial class VaultCheck(CheckMasterKeys check, ILogger<VaultCheck> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await check.ExecuteAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is VaultException { IsTransient: true } or DbException)
        {
            Log.NotChecked(logger, fault);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "It could not be checked whether the master keys open what is stored.")]
        public static partial void NotChecked(ILogger logger, Exception exception);
    }
}
