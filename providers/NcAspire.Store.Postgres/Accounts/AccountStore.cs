using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using Npgsql;

namespace NcAspire.Store.Postgres.Accounts;

internal sealed class AccountStore(NpgsqlDataSource dataSource, TimeProvider clock) : IAccountStore
{
    private const string UserColumns = "id, email, password_hash, created_at, instance_cap, locked_at";

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
        const string Sql = $"select {UserColumns} from users where lower(email) = lower(@Email)";
        var row = await dataSource.FindAsync<UserRow>(Sql, new { Email = email }, cancellationToken);
        return row?.ToUser();
    }

    public async Task<Account?> FindAccountAsync(UserId user, CancellationToken cancellationToken)
    {
        var row = await dataSource.FindAsync<UserRow>(
            $"select {UserColumns} from users where id = @User", new { User = user.Value }, cancellationToken);
        return row is null ? null : new Account(row.ToUser(), row.InstanceCap);
    }

    public Task<bool> SetCapAsync(UserId user, int? cap, Actor actor, CancellationToken cancellationToken) => DecideAsync(
        "update users set instance_cap = @Cap where id = @User returning id",
        user, cap, actor, "operator.cap", cap is { } number ? $"{number} instances" : "as everybody", cancellationToken);

    public Task<bool> LockAsync(UserId user, Actor actor, CancellationToken cancellationToken) => DecideAsync(
        "update users set locked_at = coalesce(locked_at, now()) where id = @User returning id",
        user, null, actor, "operator.lock", null, cancellationToken,
        "update sessions set revoked_at = now() where user_id = @User and revoked_at is null");

    public Task<bool> UnlockAsync(UserId user, Actor actor, CancellationToken cancellationToken) => DecideAsync(
        "update users set locked_at = null where id = @User returning id",
        user, null, actor, "operator.unlock", null, cancellationToken);

    public Task SetPasswordHashAsync(UserId user, string passwordHash, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            "update users set password_hash = @PasswordHash where id = @User",
            new { User = user.Value, PasswordHash = passwordHash },
            cancellationToken);

    public async Task<bool> AddSessionAsync(byte[] tokenHash, UserId user, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with open as (
                select id from users where id = @User and locked_at is null for share
            )
            insert into sessions (token_hash, user_id, created_at, expires_at)
            select @TokenHash, id, now(), now() + @Lifetime from open
            """;
        return await dataSource.ExecuteAsync(
            Sql, new { TokenHash = tokenHash, User = user.Value, Lifetime = lifetime }, cancellationToken) > 0;
    }

    public async Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select u.id as user_id, u.email, u.created_at as user_created_at, t.expires_at, u.instance_cap
            from (
                select user_id, expires_at, revoked_at from sessions where token_hash = @TokenHash
                union all
                select user_id, expires_at, revoked_at from api_tokens where token_hash = @TokenHash
            ) t
            join users u on u.id = t.user_id
            where t.revoked_at is null and t.expires_at > now() and u.locked_at is null
            """;
        var row = await dataSource.FindAsync<SessionRow>(Sql, new { TokenHash = tokenHash }, cancellationToken);
        return row is null ? null : new Session(
            new UserId(row.UserId), row.Email, row.UserCreatedAt, row.ExpiresAt, row.InstanceCap);
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

    // The entry is about the user; who of the operators it was, nobody knows but by the address.
    private async Task<bool> DecideAsync(
        string change,
        UserId user,
        int? cap,
        Actor actor,
        string action,
        string? detail,
        CancellationToken cancellationToken,
        string consequence = "")
    {
        // A statement of its own in the same transaction: it also sees the session that a login opened while the first one waited for it.
        var sql =
            $"""
            with changed as (
                {change}
            )
            insert into audit_log (id, at, user_id, address, action, detail)
            select @Audit, now(), id, @Address, @Action, @Detail from changed;
            {consequence}
            """;
        var parameters = new
        {
            User = user.Value,
            Cap = cap,
            Audit = Guid.CreateVersion7(clock.GetUtcNow()),
            actor.Address,
            Action = action,
            Detail = detail,
        };
        return await dataSource.ExecuteAsync(sql, parameters, cancellationToken) > 0;
    }

    private sealed record UserRow
    {
        public required Guid Id { get; init; }

        public required string Email { get; init; }

        public required string PasswordHash { get; init; }

        public required DateTime CreatedAt { get; init; }

        public int? InstanceCap { get; init; }

        public DateTime? LockedAt { get; init; }

        public User ToUser() => new(new UserId(Id), Email, PasswordHash, CreatedAt) { LockedAt = LockedAt };
    }

    private sealed record SessionRow
    {
        public required Guid UserId { get; init; }

        public required string Email { get; init; }

        public required DateTime UserCreatedAt { get; init; }

        public required DateTime ExpiresAt { get; init; }

        public int? InstanceCap { get; init; }
    }
}
