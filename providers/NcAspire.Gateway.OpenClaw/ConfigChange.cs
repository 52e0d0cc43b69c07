using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// Makes a running gateway take a configuration over: config.set replaces the file, the gateway's own watcher then
/// applies it, some keys by a restart inside the process. Other people's changes are met by the base hash: the loop
/// reads again and tries once more.
/// </summary>
internal sealed partial class ConfigChange(GatewayHttp gateway, TimeProvider time, ILogger logger)
{
    private const int MaxWrites = 5;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    public async Task ApplyAsync(GatewayEndpoint endpoint, string config, CancellationToken cancellationToken)
    {
        var wanted = JsonNode.Parse(config) ?? throw new ArgumentException("The configuration is empty.", nameof(config));
        var start = time.GetTimestamp();
        var writes = 0;

        while (true)
        {
            var found = await ReadAsync(endpoint, mayBeAway: writes > 0, cancellationToken);

            if (found is not null && !found.Says(wanted))
            {
                if (writes++ == MaxWrites)
                {
                    throw new ProviderException("Somebody else keeps changing the gateway's configuration.", isTransient: true);
                }

                await WriteAsync(endpoint, config, found.Hash, cancellationToken);
            }
            else if (found is { IsApplied: true })
            {
                Log.Applied(logger, endpoint.BaseAddress, writes);
                return;
            }

            if (time.GetElapsedTime(start) > _limit)
            {
                throw new ProviderException("The gateway did not take the new configuration over in time.", isTransient: true);
            }

            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    // After a change the gateway may restart inside its process: then nobody listens for some seconds.
    private async Task<ConfigSnapshot?> ReadAsync(GatewayEndpoint endpoint, bool mayBeAway, CancellationToken cancellationToken)
    {
        try
        {
            return GatewayJson.Read<ConfigSnapshot>(await gateway.CallAsync(endpoint, GatewayMethod.ConfigGet, [], cancellationToken));
        }
        catch (ProviderException fault) when (fault.IsTransient && mayBeAway)
        {
            return null;
        }
    }

    private async Task WriteAsync(GatewayEndpoint endpoint, string config, string? hash, CancellationToken cancellationToken)
    {
        var change = new JsonObject { ["raw"] = config, ["baseHash"] = hash };
        var answer = await gateway.TryCallAsync(endpoint, GatewayMethod.ConfigSet, change, cancellationToken);

        if (answer.Error is { IsStaleConfig: true })
        {
            Log.Stale(logger, endpoint.BaseAddress);
            return;
        }

        answer.PayloadOrThrow();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The gateway at {Address} has its configuration in force after {Writes} writes.")]
        public static partial void Applied(ILogger logger, Uri address, int writes);

        [LoggerMessage(LogLevel.Information, "The configuration of the gateway at {Address} changed meanwhile; reading it again.")]
        public static partial void Stale(ILogger logger, Uri address);
    }
}
