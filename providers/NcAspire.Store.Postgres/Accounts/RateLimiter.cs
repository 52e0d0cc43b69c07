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
        return row.Hits <= limit ? new RateDecision(true, TimeSpan.Zero) : new RateDecision(false, row.Rest) { IsFirstRefusal = row.Hits == limit + 1 };
    }

    public async Task<RateDecision> AttemptAsync(string key, Backoff backoff, CancellationToken cancellationToken)
    {
        // One statement decides and counts, so that of attempts at one moment only one gets through once there is a wait.
        const string Attempt =
            """
            insert into rate_limits as r (key, hits, window_ends, opens_at)
            values (@Key, 1, clock_timestamp() + @Memory, clock_timestamp() + case when @Free < 1 then @First else interval '0' end)
            on conflict (key) do update set
                hits = case when r.window_ends <= clock_timestamp() then 1 else r.hits + 1 end,
                window_ends = clock_timestamp() + @Memory,
                opens_at = clock_timestamp() + case
                    when r.window_ends <= clock_timestamp() or r.hits + 1 <= @Free then interval '0'
                    else least(@Longest, @First * power(2, least(r.hits - @Free, 20)))
                end
            where r.window_ends <= clock_timestamp() or r.opens_at is null or r.opens_at <= clock_timestamp()
            """;
        const string Rest =
            "select greatest(opens_at - clock_timestamp(), interval '0') from rate_limits where key = @Key";
        var parameters = new { Key = key, backoff.Free, backoff.First, backoff.Longest, backoff.Memory };
        while (true)
        {
            if (await dataSource.ExecuteAsync(Attempt, parameters, cancellationToken) > 0)
            {
                return new RateDecision(true, TimeSpan.Zero);
            }

            // Without a row it was forgotten between the two statements.
            if (await dataSource.FindAsync<TimeSpan?>(Rest, parameters, cancellationToken) is { } rest)
            {
                return new RateDecision(false, rest);
            }
        }
    }

    public Task ResetAsync(string key, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync("delete from rate_limits where key = @Key", new { Key = key }, cancellationToken);

    private sealed record HitRow
    {
        public required long Hits { get; init; }

        public required TimeSpan Rest { get; init; }
    }
}
