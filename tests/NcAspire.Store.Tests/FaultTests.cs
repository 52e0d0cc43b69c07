using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Store.Postgres;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

/// <summary>A database that is away is a transient fault: callers answer 503, and nobody takes it for an empty result.</summary>
public sealed class FaultTests(EmbeddedPostgres postgres, SchemaTemplate template) : StoreTest(postgres, template)
{
    [Fact]
    public async Task A_server_that_does_not_answer_is_a_transient_fault()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(_ => NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=postgres"))
            .AddPostgresStore()
            .BuildServiceProvider();

        var fault = await Assert.ThrowsAnyAsync<DbException>(
            () => services.GetRequiredService<IAccountStore>().FindUserAsync("ada@example.org", Ct));

        Assert.True(fault.IsTransient, fault.Message);
    }

    [Fact]
    public async Task A_connection_that_broke_while_idle_is_a_transient_fault_and_the_next_call_succeeds()
    {
        var user = await AddUserAsync();
        await TerminateOthersAsync();

        var fault = await Assert.ThrowsAnyAsync<DbException>(() => Accounts.FindUserAsync("ada@example.org", Ct));

        Assert.True(fault.IsTransient, fault.Message);
        Assert.Equal(user, (await Accounts.FindUserAsync("ada@example.org", Ct))?.Id);
    }

    [Fact]
    public async Task A_connection_that_breaks_during_a_statement_is_a_transient_fault()
    {
        var user = await AddUserAsync();
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync("select 1 from users for update", transaction: transaction);

        var waiting = Accounts.SetPasswordHashAsync(new User(user, "ada@example.org", "hash", DateTimeOffset.UnixEpoch), "newer", Ct);
        await SomeoneIsBlockedAsync();
        await connection.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            transaction: transaction);

        var fault = await Assert.ThrowsAnyAsync<DbException>(() => waiting);
        Assert.True(fault.IsTransient, fault.Message);
    }

    // From a connection outside of the pool, so that the pool keeps the broken ones.
    private async Task TerminateOthersAsync()
    {
        await using var outside = new NpgsqlConnection($"{Database.ConnectionString};Pooling=false");
        await outside.OpenAsync(Ct);
        await outside.ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            """);
    }
}
