using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>For development, where gateways end with the stack: stops all machines when this process ends in order.</summary>
internal sealed partial class StopAtEnd(IComputeProvider provider, IOptions<GuardOptions> options, ILogger<StopAtEnd> logger) : IHostedService
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(4);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.StopMachinesAtEnd)
        {
            return;
        }

        try
        {
            var owned = await provider.ListOwnedAsync(cancellationToken);
            await Task.WhenAll(owned
                .Where(resource => resource.Kind is OwnedResourceKind.Machine)
                .Select(machine => provider.StopAsync(machine.Name, _grace, cancellationToken)));
        }
        catch (ProviderException fault)
        {
            Log.StillRunning(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Machines could not be stopped and may still run.")]
        public static partial void StillRunning(ILogger logger, Exception fault);
    }
}
