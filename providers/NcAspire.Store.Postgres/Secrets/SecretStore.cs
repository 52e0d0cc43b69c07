using NcAspire.Core.Instances;
using NcAspire.Core.Secrets;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.Secrets;

internal sealed class SecretStore(NpgsqlDataSource dataSource) : ISecretStore
{
    public async Task<SealedSecret?> FindAsync(InstanceId instance, SecretName name, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            select version, key_id, wrapped_key, nonce, ciphertext, tag
            from instance_secrets where instance_id = @Instance and name = @Name
            """;
        return await dataSource.FindAsync<SealedSecret>(Sql, new { Instance = instance.Value, Name = name.Value }, cancellationToken);
    }

    public async Task<IReadOnlyList<SecretSummary>> ListAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        const string Sql =
            $"""
            select {SecretSummariesRow.Columns}
            from (select @Instance as id) i cross join lateral ({SecretSummariesRow.OfInstance}) s
            where s.secret_names is not null
            """;
        var row = await dataSource.FindAsync<SecretSummariesRow>(Sql, new { Instance = instance.Value }, cancellationToken);
        return row?.ToEntities() ?? [];
    }
}
