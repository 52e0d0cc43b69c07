using Dapper;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Instances;
using Npgsql;

namespace NcAspire.Store.Postgres.Migrations;

/// <summary>
/// Brings the schema up to date: each script once, in its own transaction, under an advisory lock; then the regions that are missing.
/// Runs that overlap wait for each other, and a run that finds nothing to do changes nothing.
/// </summary>
public sealed partial class MigrationRunner(
    NpgsqlDataSource dataSource,
    IReadOnlyList<Migration> migrations,
    IReadOnlyList<Region> regions,
    ILogger<MigrationRunner> logger)
{
    // Any number that no other program uses in this database; it spells "ncmigr".
    private const long LockKey = 0x6e636d696772;

    /// <summary>Returns how many scripts it applied.</summary>
    /// <exception cref="MigrationException">An applied script was edited, or a script failed.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        const string CreateTable =
            """
            create table if not exists schema_migrations (
                name       text primary key,
                checksum   text not null,
                applied_at timestamptz not null
            )
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await InTransactionAsync(
            connection, transaction => ExecuteAsync(transaction, CreateTable, null, cancellationToken), cancellationToken);

        var applied = 0;
        foreach (var migration in migrations)
        {
            applied += await InTransactionAsync(
                connection, transaction => ApplyAsync(transaction, migration, cancellationToken), cancellationToken);
        }

        if (regions.Count > 0)
        {
            await InTransactionAsync(
                connection, transaction => SeedRegionsAsync(transaction, cancellationToken), cancellationToken);
        }

        return applied;
    }

    // The lock ends with its transaction, so no crash can leave it behind.
    private static async Task<int> InTransactionAsync(
        NpgsqlConnection connection, Func<NpgsqlTransaction, Task<int>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(transaction, "select pg_advisory_xact_lock(@LockKey)", new { LockKey }, cancellationToken);
        var result = await work(transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<int> ApplyAsync(
        NpgsqlTransaction transaction, Migration migration, CancellationToken cancellationToken)
    {
        const string Find = "select checksum from schema_migrations where name = @Name";
        const string Record = "insert into schema_migrations (name, checksum, applied_at) values (@Name, @Checksum, now())";

        var found = await Connection(transaction).QuerySingleOrDefaultAsync<string>(
            new CommandDefinition(Find, new { migration.Name }, transaction, cancellationToken: cancellationToken));
        if (found is not null)
        {
            return found == migration.Checksum
                ? 0
                : throw new MigrationException(
                    $"The migration {migration.Name} was edited after this database had applied it. "
                    + "Restore the file and put the change into a new migration.");
        }

        try
        {
            await ExecuteAsync(transaction, migration.Sql, null, cancellationToken);
        }
        catch (PostgresException fault) when (!fault.IsTransient)
        {
            throw new MigrationException($"The migration {migration.Name} failed: {fault.MessageText}.", fault);
        }

        await ExecuteAsync(transaction, Record, new { migration.Name, migration.Checksum }, cancellationToken);
        Log.Applied(logger, migration.Name);
        return 1;
    }

    private async Task<int> SeedRegionsAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // A region that is there stays as operators have made it, the default one too.
        const string Insert =
            """
            insert into regions (code, name, provider, is_enabled, is_default)
            select r.code, r.name, r.provider, r.is_enabled, r.is_default and not exists (select from regions where is_default)
            from unnest(@Codes, @Names, @Providers, @Enabled, @Defaults) as r (code, name, provider, is_enabled, is_default)
            where @Configured or not exists (select from regions)
            on conflict (code) do nothing
            """;

        var added = await ExecuteAsync(
            transaction,
            Insert,
            new
            {
                Codes = regions.Select(region => region.Code).ToArray(),
                Names = regions.Select(region => region.Name).ToArray(),
                Providers = regions.Select(region => region.Provider).ToArray(),
                Enabled = regions.Select(region => region.IsEnabled).ToArray(),
                Defaults = regions.Select(region => region.IsDefault).ToArray(),
                Configured = !regions.Contains(RegionOptions.ThisComputer),
            },
            cancellationToken);
        if (added > 0)
        {
            Log.RegionsAdded(logger, string.Join(", ", regions.Select(region => region.Code)));
        }

        return added;
    }

    // No time limit: another run may hold the lock for as long as its scripts take.
    private static Task<int> ExecuteAsync(
        NpgsqlTransaction transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        Connection(transaction).ExecuteAsync(
            new CommandDefinition(sql, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken));

    private static NpgsqlConnection Connection(NpgsqlTransaction transaction) =>
        transaction.Connection ?? throw new InvalidOperationException("The transaction is over.");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Applied the migration {Name}.")]
        public static partial void Applied(ILogger logger, string name);

        [LoggerMessage(LogLevel.Information, "Added regions: {Codes}.")]
        public static partial void RegionsAdded(ILogger logger, string codes);
    }
}
