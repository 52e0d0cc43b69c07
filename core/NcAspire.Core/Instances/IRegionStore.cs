namespace NcAspire.Core.Instances;

/// <summary>The places where instances can be created, as operators set them up.</summary>
public interface IRegionStore
{
    /// <summary>All regions, the default one first.</summary>
    Task<IReadOnlyList<Region>> ListAsync(CancellationToken cancellationToken);
}
