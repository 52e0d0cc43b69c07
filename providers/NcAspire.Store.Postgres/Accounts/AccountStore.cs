using NcAspire.Core.Accounts;
using Npgsql;

namespace NcAspire.Store.Postgres.Accounts;

internal sealed class AccountStore(NpgsqlDataSource dataSource) : IAccountStore
{
    public async Task<bool> AddUserAsync(User user, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into users (id, email, password_hash, created_at) values (@Id, @Email, @PasswordHash, @CreatedAt)
            on conflict (lower(email)) do nothing
            """;
        var parameters = new { Id = user.Id.Value, user.Email, user.PasswordHash, CreatedAt = user.CreatedAt.UtcDateTime };
        return await dataSource.ExecuteAsync(Sql, parameters, cancellationToken) > 0;
    }

    public async Task<User?> FindUserAsync(string email, CancellationToken cancellationToken)
    {
        const string Sql = "select id, email, password_hash, created_at from users where lower(email) = lower(@Email)";
        var row = await dataSource.FindAsync<UserRow>(Sql, new { Email = email }, cancellationToken);
        return row is null ? null : new User(new UserId(row.Id), row.Email, row.PasswordHash, row.CreatedAt);
    }

    public Task SetPasswordHashAsync(UserId user, string passwordHash, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            "update users set password_hash = @PasswordHash where id = @User",
            new { User = user.Value, PasswordHash = passwordHash },
            cancellationToken);

    public Task AddSessionAsync(byte[] tokenHash, UserId user, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into sessions (token_hash, user_id, created_at, expires_at)
            values (@TokenHash, @User, now(), now() + @Lifetime)
            """;
        return dataSource.ExecuteAsync(
            Sql, new { TokenHash = tokenHash, User = user.Value, Lifetime = lifetime }, cancellationToken);
    }

    public async Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select u.id as user_id, u.email, u.created_at as user_created_at, t.expires_at
            from (
                select user_id, expires_at, revoked_at from sessions where token_hash = @TokenHash
                union all
                select user_id, expires_at, revoked_at from api_tokens where token_hash = @TokenHash
            ) t
            join users u on u.id = t.user_id
            where t.revoked_at is null and t.expires_at > now()
            """;
        var row = await dataSource.FindAsync<SessionRow>(Sql, new { TokenHash = tokenHash }, cancellationToken);
        return row is null ? null : new Session(new UserId(row.UserId), row.Email, row.UserCreatedAt, row.ExpiresAt);
    }

    public Task RevokeSessionAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with token as (
                update api_tokens set revoked_at = now() where token_hash = @TokenHash and revoked_at is null
            )
            update sessions set revoked_at = now() where token_hash = @TokenHash and revoked_at is null
            """;
        return dataSource.ExecuteAsync(Sql, new { TokenHash = tokenHash }, cancellationToken);
    }

    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        // Npgsql adds up the rows of both statements.
        const string Sql =
            """
            delete from sessions where least(expires_at, revoked_at) < now() - interval '1 day';
            delete from rate_limits where window_ends <= now();
            """;
        return dataSource.ExecuteAsync(Sql, null, cancellationToken);
    }

    private sealed record UserRow
    {
        public required Guid Id { get; init; }

        public required string Email { get; init; }

        public required string PasswordHash { get; init; }

        public required DateTime CreatedAt { get; init; }
    }

    private sealed record SessionRow
    {
        public required Guid UserId { get; init; }

        public required string Email { get; init; }

        public required DateTime UserCreatedAt { get; init; }

        public required DateTime ExpiresAt { get; init; }
    }
}
