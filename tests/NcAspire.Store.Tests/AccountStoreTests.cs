using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Store.Tests;

public sealed class AccountStoreTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task A_user_is_found_without_regard_to_case_and_kept_as_typed()
    {
        var user = await AddUserAsync("Ada@Example.org");

        var found = await Accounts.FindUserAsync("aDA@example.ORG", Ct);

        Assert.Equal((user, "Ada@Example.org", "hash"), (found?.Id, found?.Email, found?.PasswordHash));
        Assert.Null(await Accounts.FindUserAsync("ada@example.com", Ct));
    }

    [Fact]
    public async Task Of_parallel_sign_ups_with_one_address_exactly_one_succeeds()
    {
        var outcomes = await RaceAsync(number => Accounts.AddUserAsync(
            new User(
                UserId.New(TimeProvider.System),
                number % 2 == 0 ? "ada@example.org" : "ADA@example.org",
                "hash",
                TimeProvider.System.GetUtcNow()),
            Ct));

        Assert.Single(outcomes, added => added);
    }

    [Fact]
    public async Task A_password_hash_can_be_replaced()
    {
        await AddUserAsync();
        var user = await FindAsync();

        await Accounts.SetPasswordHashAsync(user, "newer", Ct);

        Assert.Equal("newer", (await FindAsync()).PasswordHash);
    }

    [Fact]
    public async Task A_session_is_found_by_its_hash_until_it_is_revoked()
    {
        var user = await AddUserAsync();
        await AddSessionAsync(_token, user, TimeSpan.FromHours(1));

        var session = await Accounts.FindSessionAsync(_token, Ct);
        Assert.Equal((user, "ada@example.org"), (session?.User, session?.Email));
        Assert.Null(await Accounts.FindSessionAsync(RandomNumberGenerator.GetBytes(32), Ct));

        await Accounts.RevokeSessionAsync(_token, Ct);
        Assert.Null(await Accounts.FindSessionAsync(_token, Ct));
    }

    [Fact]
    public async Task What_a_login_found_before_a_new_password_opens_no_session_and_brings_no_old_hash_back()
    {
        var id = await AddUserAsync();
        var before = await FindAsync();
        Assert.True(await Accounts.ChangePasswordAsync(before, "new password's", kept: null, new Actor(id, null), Ct));

        Assert.False(await AddSessionAsync(_token, before, TimeSpan.FromHours(1)));
        await Accounts.SetPasswordHashAsync(before, "old password's, newer", Ct);
        Assert.Equal("new password's", (await FindAsync()).PasswordHash);
        Assert.True(await AddSessionAsync(_token, await FindAsync(), TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_new_password_also_ends_the_session_that_was_opened_while_it_waited()
    {
        var id = await AddUserAsync();
        var user = await FindAsync();
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var login = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync("select 1 from users for share", transaction: login);

        var change = Accounts.ChangePasswordAsync(user, "new password's", kept: null, new Actor(id, null), Ct);
        await SomeoneIsBlockedAsync();
        await connection.ExecuteAsync(
            """
            insert into sessions (token_hash, user_id, created_at, expires_at)
            values (@Token, @User, now(), now() + interval '1 hour')
            """,
            new { Token = _token, User = id.Value },
            login);
        await login.CommitAsync(Ct);

        Assert.True(await change);
        Assert.Null(await Accounts.FindSessionAsync(_token, Ct));
        Assert.Equal("account.password", await ScalarAsync<string>("select action from audit_log"));
    }

    [Fact]
    public async Task A_session_ends_by_itself()
    {
        var user = await AddUserAsync();
        await AddSessionAsync(_token, user, TimeSpan.FromSeconds(-1));

        Assert.Null(await Accounts.FindSessionAsync(_token, Ct));
    }

    [Fact]
    public async Task A_session_brings_the_instances_of_its_user_and_of_nobody_else_and_none_without_it()
    {
        var (ada, eve) = (await AddUserAsync(), await AddUserAsync("eve@example.org"));
        var mine = await AddInstanceAsync(ada, "ada");
        await AddInstanceAsync(eve, "eve");
        await AddSessionAsync(_token, ada, TimeSpan.FromHours(1));

        var caller = await Instances.ListOfCallerAsync(_token, Ct);

        Assert.Equal(await Accounts.FindSessionAsync(_token, Ct), caller?.Caller);
        Assert.Equal(mine.Id, Assert.Single(caller?.Instances ?? []).Instance.Id);
        Assert.Null(await Instances.ListOfCallerAsync(RandomNumberGenerator.GetBytes(32), Ct));
        await Accounts.RevokeSessionAsync(_token, Ct);
        Assert.Null(await Instances.ListOfCallerAsync(_token, Ct));
    }

    [Fact]
    public async Task An_api_token_is_as_good_as_a_session()
    {
        var user = await AddUserAsync();
        await ExecuteAsync(
            """
            insert into api_tokens (id, token_hash, user_id, name, created_at, expires_at)
            values (gen_random_uuid(), @Token, @User, 'ci', now(), now() + interval '1 day')
            """,
            new { Token = _token, User = user.Value });

        Assert.Equal(user, (await Accounts.FindSessionAsync(_token, Ct))?.User);

        await Accounts.RevokeSessionAsync(_token, Ct);
        Assert.Null(await Accounts.FindSessionAsync(_token, Ct));
    }

    [Fact]
    public async Task Sweeping_removes_what_ended_long_ago_and_nothing_else()
    {
        var user = await AddUserAsync();
        var limiter = Services.GetRequiredService<IRateLimiter>();
        await AddSessionAsync(_token, user, TimeSpan.FromHours(1));
        await AddSessionAsync(RandomNumberGenerator.GetBytes(32), user, TimeSpan.FromHours(-23));
        await AddSessionAsync(RandomNumberGenerator.GetBytes(32), user, TimeSpan.FromHours(-25));
        var revoked = RandomNumberGenerator.GetBytes(32);
        await AddSessionAsync(revoked, user, TimeSpan.FromDays(30));
        await ExecuteAsync(
            "update sessions set revoked_at = now() - interval '25 hours' where token_hash = @Token", new { Token = revoked });
        await limiter.HitAsync("over", 5, TimeSpan.FromSeconds(-1), Ct);
        await limiter.HitAsync("open", 5, TimeSpan.FromHours(1), Ct);

        Assert.Equal(3, await Accounts.SweepAsync(Ct));

        Assert.NotNull(await Accounts.FindSessionAsync(_token, Ct));
        Assert.Equal(2, await ScalarAsync<int>("select count(*) from sessions"));
        Assert.Equal("open", await ScalarAsync<string>("select key from rate_limits"));
    }

    [Fact]
    public async Task A_limit_lets_exactly_so_many_parallel_hits_pass()
    {
        const int Limit = 3;
        var limiter = Services.GetRequiredService<IRateLimiter>();

        var decisions = await RaceAsync(_ => limiter.HitAsync("login:ada", Limit, TimeSpan.FromMinutes(15), Ct));

        Assert.Equal(Limit, decisions.Count(decision => decision.Allowed));
        Assert.All(
            decisions.Where(decision => !decision.Allowed),
            decision => Assert.InRange(decision.RetryAfter, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15)));
        Assert.True((await limiter.HitAsync("login:bob", Limit, TimeSpan.FromMinutes(15), Ct)).Allowed);
    }

    [Fact]
    public async Task A_limit_begins_anew_after_its_window_and_after_a_reset()
    {
        var limiter = Services.GetRequiredService<IRateLimiter>();
        var window = TimeSpan.FromHours(1);
        Assert.True((await limiter.HitAsync("key", 1, window, Ct)).Allowed);
        Assert.False((await limiter.HitAsync("key", 1, window, Ct)).Allowed);

        await limiter.ResetAsync("key", Ct);
        Assert.True((await limiter.HitAsync("key", 1, window, Ct)).Allowed);
        Assert.False((await limiter.HitAsync("key", 1, window, Ct)).Allowed);

        await ExecuteAsync("update rate_limits set window_ends = now()");
        Assert.True((await limiter.HitAsync("key", 1, window, Ct)).Allowed);
        Assert.False((await limiter.HitAsync("key", 1, window, Ct)).Allowed);
    }

    [Fact]
    public async Task The_audit_log_keeps_who_did_what()
    {
        var user = UserId.New(TimeProvider.System);
        var instance = InstanceId.New(TimeProvider.System);
        var log = Services.GetRequiredService<IAuditLog>();

        await log.AddAsync(new AuditEntry(new Actor(user, "192.0.2.7"), instance, "account.login", "'; drop table users; --"), Ct);
        await log.AddAsync(new AuditEntry(new Actor(null, null), null, "account.sweep", null), Ct);

        Assert.Equal(1, await ScalarAsync<int>(
            """
            select count(*) from audit_log
            where user_id = @User and instance_id = @Instance and address = '192.0.2.7' and action = 'account.login'
                and detail = '''; drop table users; --' and at <= now()
            """,
            new { User = user.Value, Instance = instance.Value }));
        Assert.Equal(2, await ScalarAsync<int>("select count(*) from audit_log"));
    }

    private Task<bool> AddSessionAsync(byte[] token, UserId user, TimeSpan lifetime) =>
        AddSessionAsync(token, new User(user, "ada@example.org", "hash", DateTimeOffset.UnixEpoch), lifetime);

    private Task<bool> AddSessionAsync(byte[] token, User user, TimeSpan lifetime) =>
        Accounts.AddSessionAsync(Guid.CreateVersion7(), token, user, lifetime, SessionOrigin.Of("192.0.2.7", "Browser"), Ct);

    private async Task<User> FindAsync() =>
        await Accounts.FindUserAsync("ada@example.org", Ct) ?? throw new InvalidOperationException("No user.");
}
