namespace NcAspire.Core.Instances;

public interface IRegionStore
{
    /// <summary>All regions, the default one first.</summary>
    Task<IReadOnlyList<Region>> ListAsync(CancellationToken cancellationToken);
}
