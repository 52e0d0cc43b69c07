using Dapper;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Secrets;
using Npgsql;

namespace NcAspire.Store.Postgres.Relay;

/// <summary>Ends faults that their owner has just done something about, within that change: whether it helped shows at the next message.</summary>
internal static class FaultRows
{
    public static Task ForgetKeyAsync(NpgsqlTransaction transaction, InstanceId instance, SecretName key, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            update model_faults set ended_at = now()
            where instance_id = @Instance and vendor = any(@Vendors) and ended_at is null
                and kind in ('no-key', 'key-unreadable', 'key-refused', 'no-credit')
            """;
        string[] vendors = [.. ModelVendors.All.Where(vendor => vendor.Keys.Contains(key)).Select(vendor => vendor.Id)];
        return vendors is []
            ? Task.CompletedTask
            : transaction.Connected().ExecuteAsync(new CommandDefinition(
                Sql, new { Instance = instance.Value, Vendors = vendors }, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>All of them: who asks the vendor has changed.</summary>
    public static Task ForgetAsync(NpgsqlTransaction transaction, InstanceId instance, CancellationToken cancellationToken) =>
        transaction.Connected().ExecuteAsync(new CommandDefinition(
            "update model_faults set ended_at = now() where instance_id = @Instance and ended_at is null",
            new { Instance = instance.Value },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>There is another model.</summary>
    public static Task ForgetModelAsync(NpgsqlTransaction transaction, InstanceId instance, CancellationToken cancellationToken) =>
        ForgetAsync(transaction, instance, "model-unknown", cancellationToken);

    /// <summary>The owner's limit is another one, or there is none.</summary>
    public static Task ForgetOpenLimitAsync(NpgsqlTransaction transaction, InstanceId instance, CancellationToken cancellationToken) =>
        ForgetAsync(transaction, instance, "open-limit-reached", cancellationToken);

    private static Task ForgetAsync(NpgsqlTransaction transaction, InstanceId instance, string kind, CancellationToken cancellationToken) =>
        transaction.Connected().ExecuteAsync(new CommandDefinition(
            "update model_faults set ended_at = now() where instance_id = @Instance and ended_at is null and kind = @Kind",
            new { Instance = instance.Value, Kind = kind },
            transaction,
            cancellationToken: cancellationToken));
}
