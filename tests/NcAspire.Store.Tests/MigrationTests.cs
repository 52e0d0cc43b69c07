using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Store.Postgres;
using NcAspire.Store.Postgres.Migrations;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

public sealed class MigrationTests(EmbeddedPostgres postgres) : IAsyncLifetime
{
    private static readonly Region _local = new("local", "This computer", "local", IsEnabled: true, IsDefault: true);

    private string _connectionString = "";
    private NpgsqlDataSource? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Database => _database ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _connectionString = await postgres.CreateDatabaseAsync(Ct);
        _database = NpgsqlDataSource.Create(_connectionString);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        Assert.Equal(Migration.Embedded.Count, await Runner(Migration.Embedded).RunAsync(Ct));
        var before = await ScalarAsync<string>("select json_agg(m)::text from schema_migrations m");

        Assert.Equal(0, await Runner(Migration.Embedded).RunAsync(Ct));

        Assert.Equal(before, await ScalarAsync<string>("select json_agg(m)::text from schema_migrations m"));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from regions"));
    }

    [Fact]
    public async Task Parallel_runs_apply_each_script_once()
    {
        var applied = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => Runner(Migration.Embedded).RunAsync(Ct), Ct)));

        Assert.Equal(Migration.Embedded.Count, applied.Sum());
        Assert.Equal(Migration.Embedded.Count, await ScalarAsync<int>("select count(*) from schema_migrations"));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from regions"));
    }

    [Fact]
    public async Task What_the_audit_log_held_before_is_chained_in_the_order_of_time()
    {
        await Runner([.. Migration.Embedded.TakeWhile(m => !m.Name.EndsWith("ChainAudit.sql", StringComparison.Ordinal))]).RunAsync(Ct);
        await using (var connection = await Database.OpenConnectionAsync(Ct))
        {
            await connection.ExecuteAsync(
                """
                insert into audit_log (id, at, user_id, address, action, detail)
                select gen_random_uuid(), now() - n * interval '1 hour', gen_random_uuid(), '192.0.2.7', 'test', n || E' \u00fc\n'
                from generate_series(1, 20) n
                """);
        }

        await Runner(Migration.Embedded).RunAsync(Ct);

        await using var services = new ServiceCollection().AddLogging().AddSingleton(Database).AddPostgresStore().BuildServiceProvider();
        var log = services.GetRequiredService<IAuditLog>();
        var verdict = await new VerifyAudit(log).ExecuteAsync(Ct);
        Assert.Equal((20, null), (verdict.Checked, verdict.Fault));
        Assert.StartsWith("20 ", (await log.ReadAsync(0, 1, Ct)).Single().Detail, StringComparison.Ordinal);

        await log.AddAsync(new AuditEntry(new Actor(null, null), null, "after", null), Ct);
        Assert.Equal(21, (await new VerifyAudit(log).ExecuteAsync(Ct)).Checked);
    }

    [Fact]
    public async Task An_edited_script_is_refused_by_its_name()
    {
        var original = new Migration("2026-01-01_01_Create.sql", "create table a (id int);");
        await Runner([original]).RunAsync(Ct);
        var edited = new Migration(original.Name, "create table a (id bigint);");
        var next = new Migration("2026-01-02_01_Add.sql", "create table b (id int);");

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Runner([edited, next]).RunAsync(Ct));

        Assert.Contains(original.Name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("edited", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await ScalarAsync<string>("select to_regclass('b')::text"));
    }

    [Fact]
    public async Task Line_ends_of_the_checkout_are_no_edit()
    {
        await Runner([new Migration("2026-01-01_01_Create.sql", "create table a (\n    id int\n);\n")]).RunAsync(Ct);

        Assert.Equal(
            0, await Runner([new Migration("2026-01-01_01_Create.sql", "create table a (\r\n    id int\r\n);\r\n")]).RunAsync(Ct));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_of_itself_behind()
    {
        var good = new Migration("2026-01-01_01_Create.sql", "create table a (id int);");
        var bad = new Migration("2026-01-02_01_Break.sql", "create table b (id int); insert into b values ('no number');");

        var fault = await Assert.ThrowsAsync<MigrationException>(() => Runner([good, bad]).RunAsync(Ct));

        Assert.Contains(bad.Name, fault.Message, StringComparison.Ordinal);
        Assert.Equal("a", await ScalarAsync<string>("select to_regclass('a')::text"));
        Assert.Null(await ScalarAsync<string>("select to_regclass('b')::text"));
        Assert.Equal(1, await ScalarAsync<int>("select count(*) from schema_migrations"));
    }

    [Fact]
    public void The_scripts_are_named_by_day_number_and_verb() => Assert.All(
        Migration.Embedded,
        migration => Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}_[A-Z][A-Za-z]+[.]sql$", migration.Name));

    [Fact]
    public async Task Without_configuration_the_only_region_is_this_computer()
    {
        await RunConfiguredAsync([]);

        Assert.Equal([new Region("local", "This computer", "local", true, true)], await RegionsAsync());
    }

    [Fact]
    public async Task Configured_regions_are_added_once_and_the_default_comes_first()
    {
        Dictionary<string, string?> configuration = new()
        {
            ["Regions:0:Code"] = "ams",
            ["Regions:0:Name"] = "Amsterdam",
            ["Regions:0:Provider"] = "fly",
            ["Regions:1:Code"] = "vm1",
            ["Regions:1:Provider"] = "docker",
            ["Regions:1:Default"] = "true",
        };
        await RunConfiguredAsync(configuration);
        await RunConfiguredAsync([]);

        Assert.Equal(
            [new Region("vm1", "vm1", "docker", true, true), new Region("ams", "Amsterdam", "fly", true, false)],
            await RegionsAsync());
    }

    [Fact]
    public async Task A_region_that_is_configured_later_joins_the_others_and_changes_none()
    {
        await RunConfiguredAsync([]);

        await RunConfiguredAsync(new()
        {
            ["Regions:0:Code"] = "local",
            ["Regions:0:Name"] = "Another name",
            ["Regions:0:Provider"] = "docker",
            ["Regions:1:Code"] = "vm1",
            ["Regions:1:Provider"] = "docker",
            ["Regions:1:Default"] = "true",
        });

        Assert.Equal(
            [new Region("local", "This computer", "local", true, true), new Region("vm1", "vm1", "docker", true, false)],
            await RegionsAsync());
    }

    [Theory]
    [InlineData("Code", "Regions:0:Code=a", "Regions:0:Name=A")]
    [InlineData("twice", "Regions:0:Code=a", "Regions:0:Provider=local", "Regions:1:Code=a", "Regions:1:Provider=local")]
    [InlineData(
        "Default",
        "Regions:0:Code=a", "Regions:0:Provider=local", "Regions:0:Default=true",
        "Regions:1:Code=b", "Regions:1:Provider=local", "Regions:1:Default=true")]
    public async Task Regions_that_contradict_themselves_are_refused(string reason, params string[] settings)
    {
        var configuration = settings.Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => (string?)pair[1]);

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => RunConfiguredAsync(configuration));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_says_what_it_did_and_ends_with_0()
    {
        var (exitCode, output) = await RunHostAsync(_connectionString);

        Assert.Equal(0, exitCode);
        Assert.All(Migration.Embedded, migration => Assert.Contains(
            $"Applied the migration {migration.Name}.", output, StringComparison.Ordinal));
        Assert.Equal(Migration.Embedded.Count, await ScalarAsync<int>("select count(*) from schema_migrations"));
    }

    [Fact]
    public async Task The_host_ends_with_1_and_a_sentence_when_a_script_was_edited()
    {
        await Runner(Migration.Embedded).RunAsync(Ct);
        await ScalarAsync<string>("update schema_migrations set checksum = 'another'");

        var (exitCode, output) = await RunHostAsync(_connectionString);

        Assert.Equal(1, exitCode);
        Assert.Contains($"The migration {Migration.Embedded[0].Name} was edited", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=postgres;Password=opensesame;Timeout=5")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task The_host_ends_with_1_and_a_sentence_when_there_is_no_database(string connectionString)
    {
        var (exitCode, output) = await RunHostAsync(connectionString);

        Assert.Equal(1, exitCode);
        Assert.Contains("check ConnectionStrings__ncaspire", output, StringComparison.Ordinal);
        Assert.DoesNotContain("opensesame", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunHostAsync(string connectionString)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "NcAspire.Migrations.dll");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [assembly])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["ConnectionStrings__ncaspire"] = connectionString },
            },
        };
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }

    private MigrationRunner Runner(IReadOnlyList<Migration> migrations) => new(
        Database,
        migrations,
        migrations == Migration.Embedded ? [_local] : [],
        NullLogger<MigrationRunner>.Instance);

    private async Task RunConfiguredAsync(Dictionary<string, string?> configuration)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Database)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build())
            .AddPostgresMigrations()
            .BuildServiceProvider();
        await services.GetRequiredService<MigrationRunner>().RunAsync(Ct);
    }

    private async Task<IReadOnlyList<Region>> RegionsAsync()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(_ => NpgsqlDataSource.Create(_connectionString))
            .AddPostgresStore()
            .BuildServiceProvider();
        return await services.GetRequiredService<IRegionStore>().ListAsync(Ct);
    }

    private async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, cancellationToken: Ct));
    }
}
