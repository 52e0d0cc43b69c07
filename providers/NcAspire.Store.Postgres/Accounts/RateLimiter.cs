using NcAspire.Core.Accounts;
using Npgsql;

namespace NcAspire.Store.Postgres.Accounts;

/// <summary>A key's window begins with its first event and ends by the database's clock.</summary>
internal sealed class RateLimiter(NpgsqlDataSource dataSource) : IRateLimiter
{
    public async Task<RateDecision> HitAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        // The rest is not counted from now(): that stands still while the statement waits for another hit of the same key.
        const string Sql =
            """
            insert into rate_limits as r (key, hits, window_ends) values (@Key, 1, now() + @Window)
            on conflict (key) do update set
                hits = case when r.window_ends <= now() then 1 else r.hits + 1 end,
                window_ends = case when r.window_ends <= now() then excluded.window_ends else r.window_ends end
            returning hits, greatest(window_ends - clock_timestamp(), interval '0') as rest
            """;
        var row = await dataSource.FindAsync<HitRow>(Sql, new { Key = key, Window = window }, cancellationToken)
            ?? throw new InvalidOperationException("The rate limit's upsert returned no row.");
        return row.Hits <= limit ? new RateDecision(true, TimeSpan.Zero) : new RateDecision(false, row.Rest);
    }

    public Task ResetAsync(string key, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync("delete from rate_limits where key = @Key", new { Key = key }, cancellationToken);

    private sealed record HitRow
    {
        public required long Hits { get; init; }

        public required TimeSpan Rest { get; init; }
    }
}
