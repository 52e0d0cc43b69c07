using NcAspire.Core.Accounts;

namespace NcAspire.Store.Postgres.Rows;

internal sealed record SessionRow
{
    /// <summary>The valid session or API token with the hash @TokenHash, and its user. A session notes now and then that it is used.</summary>
    public const string OfToken =
        """
        with used as (
            update sessions set last_used_at = now()
            where token_hash = @TokenHash and coalesce(last_used_at, created_at) < now() - interval '5 minutes'
        )
        select u.id as user_id, u.email, u.created_at as user_created_at, t.expires_at, u.instance_cap, t.id as session_id
        from (
            select id, user_id, expires_at, revoked_at from sessions where token_hash = @TokenHash
            union all
            select null, user_id, expires_at, revoked_at from api_tokens where token_hash = @TokenHash
        ) t
        join users u on u.id = t.user_id
        where t.revoked_at is null and t.expires_at > now() and u.locked_at is null and u.closing_at is null
        """;

    public required Guid UserId { get; init; }

    public required string Email { get; init; }

    public required DateTime UserCreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public Guid? SessionId { get; init; }

    public int? InstanceCap { get; init; }

    public Session ToEntity() => new(new UserId(UserId), Email, UserCreatedAt, ExpiresAt, InstanceCap, SessionId);
}
