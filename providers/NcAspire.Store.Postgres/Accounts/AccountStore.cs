using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.Accounts;

internal sealed class AccountStore(NpgsqlDataSource dataSource, TimeProvider clock) : IAccountStore
{
    private const string UserColumns = "id, email, password_hash, created_at, instance_cap, locked_at, closing_at, password_version";

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

    public Task SetPasswordHashAsync(User user, string passwordHash, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            "update users set password_hash = @PasswordHash where id = @User and password_version = @Version",
            new { User = user.Id.Value, Version = user.PasswordVersion, PasswordHash = passwordHash },
            cancellationToken);

    public async Task<bool> AddSessionAsync(
        Guid id, byte[] tokenHash, User user, TimeSpan lifetime, SessionOrigin origin, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with open as (
                select id from users
                where id = @User and password_version = @Version and locked_at is null and closing_at is null
                for share
            )
            insert into sessions (id, token_hash, user_id, created_at, expires_at, address, agent)
            select @Id, @TokenHash, id, now(), now() + @Lifetime, @Address, @Agent from open
            """;
        var parameters = new
        {
            Id = id,
            TokenHash = tokenHash,
            User = user.Id.Value,
            Version = user.PasswordVersion,
            Lifetime = lifetime,
            origin.Address,
            origin.Agent,
        };
        return await dataSource.ExecuteAsync(Sql, parameters, cancellationToken) > 0;
    }

    public async Task<Session?> FindSessionAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        (await dataSource.FindAsync<SessionRow>(SessionRow.OfToken, new { TokenHash = tokenHash }, cancellationToken))?.ToEntity();

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

    public Task<bool> HasBeenAtAsync(UserId user, string address, CancellationToken cancellationToken) => dataSource.FindAsync<bool>(
        "select exists (select from sessions where user_id = @User and address = @Address)",
        new { User = user.Value, Address = address },
        cancellationToken);

    public async Task<IReadOnlyList<SessionInfo>> ListSessionsAsync(UserId user, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select id, created_at, expires_at, last_used_at, address, agent
            from sessions
            where user_id = @User and revoked_at is null and expires_at > now()
            order by created_at desc, id desc
            """;
        var rows = await dataSource.QueryAsync<SessionInfoRow>(Sql, new { User = user.Value }, cancellationToken);
        return [.. rows.Select(r => r.ToEntity())];
    }

    public async Task<bool> EndSessionAsync(UserId user, Guid id, Actor actor, CancellationToken cancellationToken) =>
        await dataSource.ExecuteAsync(
            """
            with ended as (
                update sessions set revoked_at = now()
                where id = @Id and user_id = @User and revoked_at is null and expires_at > now()
                returning user_id
            )
            insert into audit_log (id, at, user_id, address, action)
            select @Audit, now(), user_id, @Address, 'account.end-session' from ended
            """,
            new { Id = id, User = user.Value, actor.Address, Audit = NewId() },
            cancellationToken) > 0;

    public Task EndOtherSessionsAsync(UserId user, Guid? kept, Actor actor, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync(
            """
            with ended as (
                update sessions set revoked_at = now()
                where user_id = @User and revoked_at is null and expires_at > now() and id is distinct from @Kept::uuid
                returning user_id
            )
            insert into audit_log (id, at, user_id, address, action)
            select distinct @Audit, now(), user_id, @Address, 'account.end-other-sessions' from ended
            """,
            new { User = user.Value, Kept = kept, actor.Address, Audit = NewId() },
            cancellationToken);

    public async Task<bool> ChangePasswordAsync(
        User user, string passwordHash, Guid? kept, Actor actor, CancellationToken cancellationToken)
    {
        // The second statement of the same transaction also sees the session that a login opened while the first one waited for it. The hash
        // has a salt of its own: it stands there only if the first one wrote it.
        const string Sql =
            """
            with changed as (
                update users set password_hash = @PasswordHash, password_version = password_version + 1
                where id = @User and password_version = @Version
                returning id
            )
            insert into audit_log (id, at, user_id, address, action)
            select @Audit, now(), id, @Address, 'account.password' from changed;

            with changed as (
                select id from users where id = @User and password_hash = @PasswordHash
            ), tokens as (
                update api_tokens t set revoked_at = now() from changed c where t.user_id = c.id and t.revoked_at is null
            )
            update sessions s set revoked_at = now()
            from changed c where s.user_id = c.id and s.revoked_at is null and s.id is distinct from @Kept::uuid
            """;
        var parameters = new
        {
            User = user.Id.Value,
            Version = user.PasswordVersion,
            PasswordHash = passwordHash,
            Kept = kept,
            actor.Address,
            Audit = NewId(),
        };
        return await dataSource.ExecuteAsync(Sql, parameters, cancellationToken) > 0;
    }

    public Task CloseAsync(UserId user, Actor actor, CancellationToken cancellationToken) => dataSource.ExecuteAsync(
        """
        with closed as (
            update users set closing_at = now() where id = @User and closing_at is null returning id
        ), ended as (
            update sessions s set revoked_at = now() from closed c where s.user_id = c.id and s.revoked_at is null
        )
        insert into audit_log (id, at, user_id, address, action)
        select @Audit, now(), id, @Address, 'account.close' from closed
        """,
        new { User = user.Value, actor.Address, Audit = NewId() },
        cancellationToken);

    public async Task<IReadOnlyList<UserId>> ListClosingAsync(CancellationToken cancellationToken)
    {
        var rows = await dataSource.QueryAsync<Guid>(
            "select id from users where closing_at is not null order by closing_at", null, cancellationToken);
        return [.. rows.Select(id => new UserId(id))];
    }

    public async Task<bool> RemoveClosedAsync(UserId user, CancellationToken cancellationToken) =>
        await dataSource.ExecuteAsync(
            """
            with removed as (
                delete from users u
                where u.id = @User and u.closing_at is not null and not exists (select from instances i where i.user_id = u.id)
                returning u.id
            ), forgotten as (
                delete from operations o using removed where o.user_id = removed.id
            )
            insert into audit_log (id, at, user_id, action) select @Audit, now(), id, 'account.deleted' from removed
            """,
            new { User = user.Value, Audit = NewId() },
            cancellationToken) > 0;

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
            Audit = NewId(),
            actor.Address,
            Action = action,
            Detail = detail,
        };
        return await dataSource.ExecuteAsync(sql, parameters, cancellationToken) > 0;
    }

    private Guid NewId() => Guid.CreateVersion7(clock.GetUtcNow());

    private sealed record SessionInfoRow
    {
        public required Guid Id { get; init; }

        public required DateTime CreatedAt { get; init; }

        public required DateTime ExpiresAt { get; init; }

        public DateTime? LastUsedAt { get; init; }

        public string? Address { get; init; }

        public string? Agent { get; init; }

        public SessionInfo ToEntity() => new(Id, CreatedAt, ExpiresAt, LastUsedAt, new SessionOrigin(Address, Agent));
    }

    private sealed record UserRow
    {
        public required Guid Id { get; init; }

        public required string Email { get; init; }

        public required string PasswordHash { get; init; }

        public required DateTime CreatedAt { get; init; }

        public int? InstanceCap { get; init; }

        public DateTime? LockedAt { get; init; }

        public DateTime? ClosingAt { get; init; }

        public required int PasswordVersion { get; init; }

        public User ToUser() => new(new UserId(Id), Email, PasswordHash, CreatedAt)
        {
            LockedAt = LockedAt,
            ClosingAt = ClosingAt,
            PasswordVersion = PasswordVersion,
        };
    }
}
