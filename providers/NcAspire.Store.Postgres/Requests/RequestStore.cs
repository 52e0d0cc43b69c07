using NcAspire.Core.Requests;
using Npgsql;

namespace NcAspire.Store.Postgres.Requests;

internal sealed class RequestStore(NpgsqlDataSource dataSource) : IRequestStore
{
    private const string Mine = "user_id = @User and route = @Route and key = @Key and holder = @Holder";

    public async Task<RequestClaim> ClaimAsync(
        RequestKey request, byte[] bodyHash, TimeSpan patience, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        const string Claim =
            """
            insert into idempotency_keys as k (user_id, route, key, body_hash, holder, held_until, expires_at)
            values (@User, @Route, @Key, @BodyHash, @Holder, now() + @Patience, now() + @Lifetime)
            on conflict (user_id, route, key) do update set
                body_hash = excluded.body_hash, holder = excluded.holder, held_until = excluded.held_until,
                status = null, location = null, content_type = null, body = null, expires_at = excluded.expires_at
            where k.expires_at <= now() or (k.held_until <= now() and k.body_hash = excluded.body_hash)
            """;
        const string Find =
            """
            select body_hash = @BodyHash as is_same, status, location, content_type, body
            from idempotency_keys where user_id = @User and route = @Route and key = @Key
            """;
        var holder = Guid.NewGuid();
        var parameters = new
        {
            User = request.User.Value,
            request.Route,
            request.Key,
            BodyHash = bodyHash,
            Holder = holder,
            Patience = patience,
            Lifetime = lifetime,
        };

        while (true)
        {
            if (await dataSource.ExecuteAsync(Claim, parameters, cancellationToken) > 0)
            {
                return new RequestClaim.First(holder);
            }

            // Without a row it was released between the two statements: it is free now.
            if (await dataSource.FindAsync<RequestRow>(Find, parameters, cancellationToken) is { } row)
            {
                return row.ToClaim();
            }
        }
    }

    public Task SaveAsync(RequestKey request, Guid holder, StoredAnswer answer, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            update idempotency_keys set
                holder = null, held_until = null, status = @Status, location = @Location, content_type = @ContentType, body = @Body
            where {Mine}
            """;
        var parameters = new
        {
            User = request.User.Value,
            request.Route,
            request.Key,
            Holder = holder,
            answer.Status,
            answer.Location,
            answer.ContentType,
            answer.Body,
        };
        return dataSource.ExecuteAsync(Sql, parameters, cancellationToken);
    }

    public Task ReleaseAsync(RequestKey request, Guid holder, CancellationToken cancellationToken) => dataSource.ExecuteAsync(
        $"delete from idempotency_keys where {Mine}",
        new { User = request.User.Value, request.Route, request.Key, Holder = holder },
        cancellationToken);

    public Task<int> SweepAsync(CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync("delete from idempotency_keys where expires_at <= now()", null, cancellationToken);

    private sealed record RequestRow
    {
        public required bool IsSame { get; init; }

        public int? Status { get; init; }

        public string? Location { get; init; }

        public string? ContentType { get; init; }

        public string? Body { get; init; }

        public RequestClaim ToClaim() => this switch
        {
            { IsSame: false } => new RequestClaim.Mismatch(),
            { Status: { } status, Body: { } body } => new RequestClaim.Answered(new StoredAnswer(status, Location, ContentType, body)),
            _ => new RequestClaim.InProgress(),
        };
    }
}
