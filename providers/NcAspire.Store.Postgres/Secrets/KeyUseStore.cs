using Dapper;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using Npgsql;

namespace NcAspire.Store.Postgres.Secrets;

internal sealed class KeyUseStore(NpgsqlDataSource dataSource, TimeProvider clock) : IKeyUseStore
{
    private const string Columns = "instance_id, name, version, key_id, wrapped_key, nonce, ciphertext, tag";

    public Task<IReadOnlyList<KeyUse>> ListAsync(CancellationToken cancellationToken) => dataSource.QueryAsync<KeyUse>(
        "select key_id, count(*) as secrets from instance_secrets group by key_id order by key_id", null, cancellationToken);

    public async Task<IReadOnlyList<StoredSecret>> SampleAsync(string keyId, int size, CancellationToken cancellationToken)
    {
        const string Sql = $"select {Columns} from instance_secrets where key_id = @KeyId order by updated_at desc limit @Size";
        var rows = await dataSource.QueryAsync<SecretRow>(Sql, new { KeyId = keyId, Size = size }, cancellationToken);
        return [.. rows.Select(row => row.ToEntity())];
    }

    public async Task<RewrapBatch> RewrapAsync(
        IReadOnlyCollection<string> keyIds,
        StoredSecret? after,
        int size,
        Func<StoredSecret, SealedSecret?> rewrap,
        Actor actor,
        CancellationToken cancellationToken)
    {
        const string Take =
            $"""
            select {Columns} from instance_secrets
            where key_id = any(@KeyIds) and (@AfterInstance::uuid is null or (instance_id, name) > (@AfterInstance, @AfterName))
            order by instance_id, name
            limit @Size
            for update skip locked
            """;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await connection.QueryAsync<SecretRow>(new CommandDefinition(
            Take,
            new { KeyIds = keyIds.ToArray(), AfterInstance = after?.Instance.Value, AfterName = after?.Name.Value, Size = size },
            transaction,
            cancellationToken: cancellationToken));
        StoredSecret[] taken = [.. rows.Select(row => row.ToEntity())];
        var changed = taken.Select(secret => (secret, Sealed: rewrap(secret))).Where(s => s.Sealed is not null).ToList();
        if (changed.Count > 0)
        {
            await WriteAsync(transaction, [.. changed.Select(s => s.secret with { Sealed = s.Sealed ?? s.secret.Sealed })], actor, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new RewrapBatch(changed.Count, taken.Length - changed.Count, taken.LastOrDefault());
    }

    private Task WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<StoredSecret> secrets, Actor actor, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            with changed as (
                update instance_secrets s set key_id = n.key_id, wrapped_key = n.wrapped_key
                from unnest(@Instances, @Names, @KeyIds, @WrappedKeys) as n (instance_id, name, key_id, wrapped_key)
                where s.instance_id = n.instance_id and s.name = n.name
                returning s.key_id
            )
            insert into audit_log (id, at, user_id, address, action, detail)
            select @Audit, now(), @Actor, @Address, 'secret.rewrap', count(*) || ' to ' || min(key_id) from changed
            """;
        var parameters = new
        {
            Instances = secrets.Select(s => s.Instance.Value).ToArray(),
            Names = secrets.Select(s => s.Name.Value).ToArray(),
            KeyIds = secrets.Select(s => s.Sealed.KeyId).ToArray(),
            WrappedKeys = secrets.Select(s => s.Sealed.WrappedKey).ToArray(),
            Audit = Guid.CreateVersion7(clock.GetUtcNow()),
            Actor = actor.User?.Value,
            actor.Address,
        };
        return transaction.Connected().ExecuteAsync(new CommandDefinition(Sql, parameters, transaction, cancellationToken: cancellationToken));
    }

    private sealed record SecretRow
    {
        public required Guid InstanceId { get; init; }

        public required string Name { get; init; }

        public required int Version { get; init; }

        public required string KeyId { get; init; }

        public required byte[] WrappedKey { get; init; }

        public required byte[] Nonce { get; init; }

        public required byte[] Ciphertext { get; init; }

        public required byte[] Tag { get; init; }

        public StoredSecret ToEntity() => new(
            new InstanceId(InstanceId), SecretName.Stored(Name), new SealedSecret(Version, KeyId, WrappedKey, Nonce, Ciphertext, Tag));
    }
}
