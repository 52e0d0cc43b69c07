using Dapper;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using NcAspire.Store.Postgres.Relay;
using Npgsql;

namespace NcAspire.Store.Postgres.Secrets;

/// <summary>Writes secrets within the change of their instance. The audit log says which name, never a value.</summary>
internal static class SecretRows
{
    public static async Task WriteAsync(
        NpgsqlTransaction transaction,
        InstanceId instance,
        IReadOnlyList<SecretChange> changes,
        Actor? actor,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        const string Noted =
            """
            insert into audit_log (id, at, user_id, address, instance_id, action, detail)
            select @Audit, now(), @Actor, @Address, instance_id, @Action, name from changed
            """;
        const string Put =
            $"""
            with changed as (
                insert into instance_secrets (
                    instance_id, name, version, key_id, wrapped_key, nonce, ciphertext, tag, last4, updated_at)
                values (@Instance, @Name, @Version, @KeyId, @WrappedKey, @Nonce, @Ciphertext, @Tag, @Last4, now())
                on conflict (instance_id, name) do update set
                    version = excluded.version, key_id = excluded.key_id, wrapped_key = excluded.wrapped_key,
                    nonce = excluded.nonce, ciphertext = excluded.ciphertext, tag = excluded.tag,
                    last4 = excluded.last4, updated_at = excluded.updated_at
                returning instance_id, name
            )
            {Noted}
            """;
        const string Remove =
            $"""
            with changed as (
                delete from instance_secrets where instance_id = @Instance and name = @Name returning instance_id, name
            )
            {Noted}
            """;
        foreach (var (name, value) in changes)
        {
            var parameters = new
            {
                Instance = instance.Value,
                Name = name.Value,
                value?.Sealed.Version,
                value?.Sealed.KeyId,
                value?.Sealed.WrappedKey,
                value?.Sealed.Nonce,
                value?.Sealed.Ciphertext,
                value?.Sealed.Tag,
                value?.Last4,
                Audit = Guid.CreateVersion7(clock.GetUtcNow()),
                Actor = actor?.User?.Value,
                actor?.Address,
                Action = value is null ? "secret.remove" : "secret.write",
            };
            await transaction.Connected().ExecuteAsync(new CommandDefinition(
                value is null ? Remove : Put, parameters, transaction, cancellationToken: cancellationToken));
            if (value is not null)
            {
                await FaultRows.ForgetKeyAsync(transaction, instance, name, cancellationToken);
            }
        }
    }
}
