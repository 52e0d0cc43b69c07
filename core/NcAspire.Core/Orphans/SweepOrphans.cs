using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;

namespace NcAspire.Core.Orphans;

/// <summary>
/// One pass over all that the backends have: remembers what no instance owns, and removes what has been nobody's for long. Passes may
/// overlap on several replicas. When the database looks wrong, nothing is removed: losing it must not delete anybody's data.
/// </summary>
public sealed partial class SweepOrphans(
    ComputeProviders providers, IOrphanStore orphans, OrphanOptions options, TimeProvider clock, ILogger<SweepOrphans> logger)
{
    private const string MachineIsThere = "Its machine is still there; the volume goes after it.";

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in providers.All)
        {
            try
            {
                await SweepAsync(provider, await provider.ListOwnedAsync(cancellationToken), cancellationToken);
            }
            catch (ProviderException exception)
            {
                // Who can't be asked keeps what it has: not listed is not gone.
                Log.Silent(logger, provider.Name, exception.Message);
            }
        }
    }

    private async Task SweepAsync(IComputeProvider provider, IReadOnlyList<OwnedResource> listed, CancellationToken cancellationToken)
    {
        var sighting = await orphans.SeeAsync(provider.Name, listed, cancellationToken);
        foreach (var found in sighting.Orphans.Where(o => o.IsNew))
        {
            Log.Found(logger, found.Provider, found.Kind, found.Name, OrphanRules.Grace(found.Kind, options));
        }

        if (OrphanRules.Suspicion(listed, sighting, clock.GetUtcNow()) is { } suspicion)
        {
            if (sighting.Orphans.Any(o => o.HeldBack != suspicion))
            {
                Log.Suspicious(logger, provider.Name, suspicion);
            }

            await orphans.DoubtAsync(provider.Name, suspicion, cancellationToken);
            return;
        }

        var kept = new Dictionary<Orphan, string>();
        var machines = listed.Where(r => r.Kind is OwnedResourceKind.Machine).ToList();
        foreach (var orphan in OrphanRules.Due(sighting, options))
        {
            var isUsed = orphan is { Kind: OwnedResourceKind.Volume, Instance: { } owner } && machines.Exists(m => m.Instance == owner);
            if ((isUsed ? MachineIsThere : await RemoveAsync(provider, orphan, cancellationToken)) is { } reason)
            {
                kept.Add(orphan, reason);
            }
            else if (orphan.Kind is OwnedResourceKind.Machine)
            {
                machines.RemoveAll(m => m.Name == orphan.Name);
            }
        }

        Orphan[] changed = [.. sighting.Orphans
            .Select(o => (Before: o, Reason: kept.GetValueOrDefault(o)))
            .Where(o => o.Reason is not null || o.Before.HeldBack is not null)
            .Select(o => o.Before with { HeldBack = o.Reason })];
        await orphans.HoldBackAsync(changed, cancellationToken);
    }

    // Null when it is gone, or is somebody else's to remove.
    private async Task<string?> RemoveAsync(IComputeProvider provider, Orphan orphan, CancellationToken cancellationToken)
    {
        if (!await orphans.ClaimAsync(orphan, OrphanRules.Grace(orphan.Kind, options), cancellationToken))
        {
            return null;
        }

        try
        {
            await (orphan.Kind switch
            {
                OwnedResourceKind.Machine => provider.DeleteAsync(orphan.Name, cancellationToken),
                OwnedResourceKind.Volume => provider.DeleteVolumeAsync(orphan.Name, cancellationToken),
                _ => provider.DeleteNetworkAsync(orphan.Name, cancellationToken),
            });
        }
        catch (ProviderException exception)
        {
            Log.Stays(logger, orphan.Provider, orphan.Kind, orphan.Name, exception);
            return exception.Message;
        }

        await orphans.RemovedAsync(orphan, cancellationToken);
        Log.Removed(logger, orphan.Provider, orphan.Kind, orphan.Name);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "On {Provider} no instance owns the {Kind} {Name}; it is removed when that stays so for {Grace}.")]
        public static partial void Found(ILogger logger, string provider, OwnedResourceKind kind, string name, TimeSpan grace);

        [LoggerMessage(LogLevel.Error, "On {Provider} {Suspicion} Restore the database, or remove by hand what is really nobody's.")]
        public static partial void Suspicious(ILogger logger, string provider, string suspicion);

        [LoggerMessage(LogLevel.Information, "On {Provider} the {Kind} {Name} is removed, since no instance owned it.")]
        public static partial void Removed(ILogger logger, string provider, OwnedResourceKind kind, string name);

        [LoggerMessage(LogLevel.Warning, "On {Provider} the {Kind} {Name} is nobody's and can't be removed; it is tried again.")]
        public static partial void Stays(ILogger logger, string provider, OwnedResourceKind kind, string name, Exception exception);

        [LoggerMessage(LogLevel.Debug, "The backend {Provider} does not tell what it has: {Reason}")]
        public static partial void Silent(ILogger logger, string provider, string reason);
    }
}
