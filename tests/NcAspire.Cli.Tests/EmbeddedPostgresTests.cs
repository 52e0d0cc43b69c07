using NcAspire.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(EmbeddedPostgres))]

namespace NcAspire.Cli.Tests;

public sealed class EmbeddedPostgresTests(EmbeddedPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_holds_what_the_original_held_and_leaves_it_alone()
    {
        var original = await postgres.CreateDatabaseAsync(Ct);
        await ExecuteAsync(original, "create table note (body text); insert into note values ('kept')");

        var copy = await postgres.CloneDatabaseAsync(original, Ct);
        Assert.Equal("kept", await ExecuteAsync(copy, "select body from note"));

        await ExecuteAsync(copy, "delete from note");
        Assert.Equal("kept", await ExecuteAsync(original, "select body from note"));
    }

    [Fact]
    public async Task It_is_the_version_that_makes_time_ordered_ids()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        Assert.IsType<Guid>(await ExecuteAsync(database, "select uuidv7()"));
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}
