using Npgsql;

namespace NcAspire.Store.Postgres;

internal static class Transactions
{
    /// <summary>The connection of a transaction that goes on.</summary>
    public static NpgsqlConnection Connected(this NpgsqlTransaction transaction) =>
        transaction.Connection ?? throw new InvalidOperationException("The transaction is over.");
}
