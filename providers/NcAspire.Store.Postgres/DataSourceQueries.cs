using Dapper;
using Npgsql;

namespace NcAspire.Store.Postgres;

/// <summary>Statements that are a transaction by themselves, each on a connection of its own.</summary>
internal static class DataSourceQueries
{
    /// <summary>Returns the number of rows that the statement changed.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlDataSource dataSource, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    public static async Task<IReadOnlyList<T>> QueryAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))];
    }

    public static async Task<T?> FindAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<T>(
            new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }
}
