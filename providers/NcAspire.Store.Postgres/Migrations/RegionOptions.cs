using NcAspire.Core.Instances;

namespace NcAspire.Store.Postgres.Migrations;

/// <summary>A region to begin with; one item of the list <c>Regions</c> in configuration.</summary>
public sealed class RegionOptions
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Name of the compute provider: local, docker or fly.</summary>
    public string Provider { get; set; } = "";

    /// <summary>New instances go here when nobody asks for a region; the first region when none says so.</summary>
    public bool Default { get; set; }

    /// <summary>What there is when nobody has configured anything.</summary>
    internal static Region ThisComputer { get; } = new("local", "This computer", "local", IsEnabled: true, IsDefault: true);

    /// <summary>Turns the configured list into regions; without one, the only region is this computer.</summary>
    /// <exception cref="MigrationException">The list has gaps or contradicts itself.</exception>
    internal static IReadOnlyList<Region> ToRegions(IReadOnlyList<RegionOptions> configured)
    {
        if (configured.Count == 0)
        {
            return [ThisComputer];
        }

        if (configured.Any(region => string.IsNullOrWhiteSpace(region.Code) || string.IsNullOrWhiteSpace(region.Provider)))
        {
            throw new MigrationException("Every entry of Regions needs a Code and a Provider.");
        }

        if (configured.DistinctBy(region => region.Code).Count() < configured.Count)
        {
            throw new MigrationException("Regions has the same Code twice.");
        }

        if (configured.Count(region => region.Default) > 1)
        {
            throw new MigrationException("Only one entry of Regions can be the Default.");
        }

        var first = configured.FirstOrDefault(region => region.Default) ?? configured[0];
        return
        [
            .. configured.Select(region => new Region(
                region.Code,
                string.IsNullOrWhiteSpace(region.Name) ? region.Code : region.Name,
                region.Provider,
                IsEnabled: true,
                IsDefault: region == first)),
        ];
    }
}
