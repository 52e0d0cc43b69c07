using NcAspire.Core.Compute;

namespace NcAspire.Core.Hosts;

/// <summary>The hosts of backends, one for each provider. All times are the database's clock.</summary>
public interface IHostStore
{
    /// <summary>Keeps what a backend has told of itself.</summary>
    Task SaveAsync(string provider, HostCapacity capacity, CancellationToken cancellationToken);

    /// <summary>All that ever told, by provider.</summary>
    Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken);
}
