using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Store.Postgres;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

/// <summary>What the relay's own role may do in the database: what the relay does, and nothing else.</summary>
public sealed class RelayRoleTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    private static readonly ModelVendor _openAi = ModelVendors.Find("openai")!;
    private static readonly string[] _written = ["relay_usage", "model_faults"];

    private readonly string _role = $"relay-{Guid.NewGuid():N}";
    private ServiceProvider? _relay;

    private ServiceProvider Relay => _relay ?? throw new InvalidOperationException("The test has not begun.");

    private IRelayStore Store => Relay.GetRequiredService<IRelayStore>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync($"create role \"{_role}\" login");
        await ExecuteAsync("select grant_relay(@Role)", new { Role = _role });
        var connectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = _role }.ConnectionString;
        _relay = new ServiceCollection()
            .AddLogging()
            .AddSingleton(_ => NpgsqlDataSource.Create(connectionString))
            .AddPostgresStore()
            .BuildServiceProvider();
    }

    public override async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await ExecuteAsync($"drop owned by \"{_role}\"; drop role \"{_role}\"");
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task It_may_do_all_that_the_relay_does()
    {
        var instance = (await AddInstanceAsync(await AddUserAsync())).Id;
        var token = await new IssueRelayToken(Services.GetRequiredService<IRelayStore>()).ExecuteAsync(instance, Ct);
        await ExecuteAsync(
            """
            insert into instance_secrets (instance_id, name, version, key_id, wrapped_key, nonce, ciphertext, tag, last4, updated_at)
            values (@Instance, 'OPENAI_API_KEY', 1, 'test', '\x01', '\x02', '\x03', '\x04', 'last', now())
            """,
            new { Instance = instance.Value });

        Assert.Equal(instance, (await Store.FindGrantAsync(NcAspire.Core.Accounts.Token.Hash(token!), Ct))?.Instance);
        Assert.NotNull(await Relay.GetRequiredService<ISecretStore>().FindAsync(instance, SecretCatalog.OpenAi.Name, Ct));
        Assert.Equal("test", Assert.Single(await Relay.GetRequiredService<IKeyUseStore>().ListAsync(Ct)).KeyId);
        Assert.Single(await Relay.GetRequiredService<IKeyUseStore>().SampleAsync("test", 5, Ct));
        var day = new DateOnly(2026, 11, 20);
        await Store.AddUsageAsync([new VendorUsage(instance, day, _openAi.Id, 1, 2, 3)], Ct);
        await Store.AddUsageAsync([new VendorUsage(instance, day, _openAi.Id, 1, 2, 3)], Ct);
        Assert.Equal((2, 10), await Store.UsageAsync(instance, day, Ct) is var used ? (used.Requests, used.Tokens) : default);
        await Store.RecordFaultAsync(instance, _openAi, ModelFaultKind.Silent, Ct);
        await Store.RecordFaultAsync(instance, _openAi, ModelFaultKind.Silent, Ct);
        await Store.EndFaultAsync(instance, _openAi, Ct);
        Assert.NotNull(Assert.Single(await Store.ListFaultsAsync(instance, Ct)).EndedAt);
        await using var listening = await Relay.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await using var listen = new NpgsqlCommand("listen nc_instance; listen nc_work", listening);
        await listen.ExecuteNonQueryAsync(Ct);
    }

    [Fact]
    public async Task It_may_change_nothing_else_and_read_no_table_that_it_was_not_given()
    {
        await ExecuteAsync("create table made_later (id int)");
        var tables = await ScalarAsync<string[]>("select array_agg(tablename::text) from pg_tables where schemaname = 'public'");
        Assert.NotNull(tables);
        Assert.Contains("audit_log", tables);

        foreach (var table in tables)
        {
            await AssertRefusedAsync($"delete from {table}");
            await AssertRefusedAsync($"truncate {table}");
            await AssertRefusedAsync($"select * from {table}", unless: _written.Contains(table));
            await AssertRefusedAsync($"insert into {table} default values", unless: _written.Contains(table));
        }

        await AssertRefusedAsync("update users set email = 'eve@example.org'");
        await AssertRefusedAsync("update sessions set user_id = user_id");
        await AssertRefusedAsync("update operations set state = 'pending'");
        await AssertRefusedAsync("update audit_log set action = 'nothing'");
        await AssertRefusedAsync("update instances set open_requests = 500");
        await AssertRefusedAsync("update relay_tokens set revoked_at = null");
        await AssertRefusedAsync("update instance_secrets set key_id = 'other'");
        await AssertRefusedAsync("create table mine (id int)");
        await AssertRefusedAsync("alter table relay_usage add column more int");
    }

    [Fact]
    public async Task What_an_instance_used_that_is_deleted_meanwhile_is_dropped_and_no_fault()
    {
        var user = await AddUserAsync();
        var (ada, bob) = ((await AddInstanceAsync(user, "ada")).Id, (await AddInstanceAsync(user, "bob")).Id);
        var day = new DateOnly(2026, 11, 20);
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var deletion = await connection.BeginTransactionAsync(Ct);
        await using var delete = new NpgsqlCommand("delete from instances where id = $1", connection, deletion) { Parameters = { new() { Value = ada.Value } } };
        await delete.ExecuteNonQueryAsync(Ct);

        var added = Store.AddUsageAsync([new VendorUsage(ada, day, _openAi.Id, 1, 2, 3), new VendorUsage(bob, day, _openAi.Id, 1, 2, 3)], Ct);
        var recorded = Store.RecordFaultAsync(ada, _openAi, ModelFaultKind.Silent, Ct);
        await Eventually.TrueAsync(
            async () => await ScalarAsync<int>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") is 2, Ct);
        await deletion.CommitAsync(Ct);

        await recorded;
        Assert.Equal(bob, Assert.Single(await added).Instance);
        Assert.Equal(1, (await Store.UsageAsync(bob, day, Ct)).Requests);
    }

    private async Task AssertRefusedAsync(string sql, bool unless = false)
    {
        if (unless)
        {
            return;
        }

        await using var connection = await Relay.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct));
        Assert.True(fault.SqlState is PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {fault.MessageText}");
    }
}
