using NcAspire.Core.Compute;

namespace NcAspire.Core.Instances;

/// <summary>The regions of this server: of those that are set up, the ones whose backend it has.</summary>
public sealed class ListRegions(IRegionStore regions, ComputeProviders providers)
{
    /// <summary>Open and closed ones. The first is the default: the one that operators chose, else one that is open.</summary>
    public async Task<IReadOnlyList<Region>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var all = await regions.ListAsync(cancellationToken);
        return [.. all.Where(region => providers.Find(region.Provider) is not null)
            .OrderByDescending(region => region.IsDefault)
            .ThenByDescending(region => region.IsEnabled)
            .Select((region, index) => region with { IsDefault = index is 0 })];
    }
}
