using Dapper;
using NcAspire.Core.Instances;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.Instances;

/// <summary>Reads instances with their oldest open operation, their link, what secrets they have and what is wrong with their models, in one query.</summary>
internal static class InstanceDetails
{
    private const string Select =
        $"""
        select {InstanceRow.Columns}, {OperationRow.Columns}, {LinkRow.Columns}, {SecretSummariesRow.Columns}, {ModelFaultsRow.Columns}
        from instances i
        left join lateral (
            select * from operations
            where instance_id = i.id and state in ('pending', 'running')
            order by created_at, id
            limit 1
        ) o on true
        left join whatsapp_links l on l.instance_id = i.id
        left join lateral ({SecretSummariesRow.OfInstance}) s on true
        left join lateral ({ModelFaultsRow.OfInstance}) f on true
        """;

    public const string OfKey = $"{Select} where i.id = @Instance";
    public const string OfSlug = $"{Select} where i.user_id = @User and i.slug = @Slug";
    public const string OfUser = $"{Select} where i.user_id = @User order by i.created_at desc, i.id desc";

    public static async Task<IReadOnlyList<InstanceDetail>> QueryAsync(
        NpgsqlConnection connection,
        string sql,
        object parameters,
        NpgsqlTransaction? transaction,
        CancellationToken cancellationToken) =>
        [
            .. await connection.QueryAsync<InstanceRow, OperationRow?, LinkRow?, SecretSummariesRow?, ModelFaultsRow?, InstanceDetail>(
                new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken),
                (instance, operation, link, secrets, faults) => new InstanceDetail(
                    instance.ToEntity(), operation?.ToEntity(), link?.ToEntity(), secrets?.ToEntities() ?? [], faults?.ToEntities() ?? []),
                splitOn: "id,instance_id,secret_names,fault_vendors"),
        ];
}
