using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;

namespace NcAspire.Core.Hosts;

/// <summary>Asks every backend what it has, and keeps it for those who admit instances. One that does not answer keeps its old row.</summary>
public sealed partial class RefreshHosts(ComputeProviders providers, IHostStore hosts, ILogger<RefreshHosts> logger)
{
    public Task ExecuteAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(providers.All.Select(provider => ExecuteAsync(provider, cancellationToken)));

    /// <returns>False when the backend did not answer.</returns>
    public async Task<bool> ExecuteAsync(IComputeProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            await hosts.SaveAsync(provider.Name, await provider.CapacityAsync(cancellationToken), cancellationToken);
            return true;
        }
        catch (ProviderException exception)
        {
            Log.Silent(logger, provider.Name, exception);
            return false;
        }
    }

    private static partial class Log
    {
        // Whoever watches the backend says once that it is away.
        [LoggerMessage(LogLevel.Debug, "The backend {Provider} does not tell what it has.")]
        public static partial void Silent(ILogger logger, string provider, Exception exception);
    }
}
