using NcAspire.Core.Instances;
using Npgsql;

namespace NcAspire.Store.Postgres.Instances;

internal sealed class RegionStore(NpgsqlDataSource dataSource) : IRegionStore
{
    public Task<IReadOnlyList<Region>> ListAsync(CancellationToken cancellationToken) =>
        dataSource.QueryAsync<Region>(
            "select code, name, provider, is_enabled, is_default from regions order by is_default desc, code",
            null,
            cancellationToken);
}
