using NcAspire.Core.Compute;
using NcAspire.Core.Hosts;
using Npgsql;

namespace NcAspire.Store.Postgres.Hosts;

internal sealed class HostStore(NpgsqlDataSource dataSource) : IHostStore
{
    public Task SaveAsync(string provider, HostCapacity capacity, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into hosts (provider, host, version, memory_bytes, cpus, disk_free_bytes, seen_at)
            values (@Provider, @Host, @Version, @MemoryBytes, @Cpus, @DiskFreeBytes, now())
            on conflict (provider) do update set
                host = excluded.host, version = excluded.version, memory_bytes = excluded.memory_bytes, cpus = excluded.cpus,
                disk_free_bytes = excluded.disk_free_bytes, seen_at = excluded.seen_at
            """;
        var parameters = new
        {
            Provider = provider,
            capacity.Host,
            capacity.Version,
            capacity.MemoryBytes,
            capacity.Cpus,
            capacity.DiskFreeBytes,
        };
        return dataSource.ExecuteAsync(Sql, parameters, cancellationToken);
    }

    public async Task<IReadOnlyList<Host>> ListAsync(CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            select h.provider, h.host, h.version, h.memory_bytes, h.cpus, h.disk_free_bytes, h.seen_at, now() - h.seen_at as age,
                coalesce(sum(i.memory_bytes) filter (where {HostRoom.TakesMemory}), 0)::bigint as reserved_bytes,
                count(*) filter (where i.status = 'running')::integer as running,
                count(*) filter (where i.status = 'stopped')::integer as stopped
            from hosts h
            left join instances i on i.provider = h.provider
            group by h.provider
            order by h.provider
            """;
        var rows = await dataSource.QueryAsync<HostRow>(Sql, null, cancellationToken);
        return [.. rows.Select(row => row.ToEntity())];
    }

    private sealed record HostRow
    {
        public required string Provider { get; init; }

        public required string Host { get; init; }

        public required string Version { get; init; }

        public required long MemoryBytes { get; init; }

        public required double Cpus { get; init; }

        public long? DiskFreeBytes { get; init; }

        public required DateTime SeenAt { get; init; }

        public required TimeSpan Age { get; init; }

        public required long ReservedBytes { get; init; }

        public required int Running { get; init; }

        public required int Stopped { get; init; }

        public Host ToEntity() => new(
            Provider,
            new HostCapacity(Host, Version, MemoryBytes, Cpus, DiskFreeBytes),
            ReservedBytes,
            Running,
            Stopped,
            SeenAt,
            Age);
    }
}
