using Dapper;
using NcAspire.Core.Instances;
using NcAspire.Store.Postgres.Rows;
using Npgsql;

namespace NcAspire.Store.Postgres.Instances;

/// <summary>Reads instances with their oldest open operation, their link, what secrets they have and what is wrong with their models, in one query.</summary>
internal static class InstanceDetails
{
    private const string Splits = "id,instance_id,secret_names,fault_vendors";

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
    /// <summary>Of whoever has the token with the hash @TokenHash. Whether that one is still worth anything, this does not say.</summary>
    private const string OfHolder =
        $"""
        {Select}
        where i.user_id in (
            select user_id from sessions where token_hash = @TokenHash union all select user_id from api_tokens where token_hash = @TokenHash)
        order by i.created_at desc, i.id desc
        """;

    /// <summary>Two results: the session of a token, and the instances of its user.</summary>
    public const string OfToken = $"{SessionRow.OfToken}; {OfHolder}";

    public const string OfUser = $"{Select} where i.user_id = @User order by i.created_at desc, i.id desc";

    public static async Task<IReadOnlyList<InstanceDetail>> QueryAsync(
        NpgsqlConnection connection,
        string sql,
        object parameters,
        NpgsqlTransaction? transaction,
        CancellationToken cancellationToken) =>
        [
            .. await connection.QueryAsync<InstanceRow, OperationRow?, LinkRow?, SecretSummariesRow?, ModelFaultsRow?, InstanceDetail>(
                new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken), Together, Splits),
        ];

    /// <summary>Null when the token is worth nothing.</summary>
    public static async Task<CallerInstances?> QueryAsync(NpgsqlConnection connection, byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var results = await connection.QueryMultipleAsync(
            new CommandDefinition(OfToken, new { TokenHash = tokenHash }, cancellationToken: cancellationToken));
        return await results.ReadSingleOrDefaultAsync<SessionRow>() is { } session
            ? new CallerInstances(
                session.ToEntity(),
                [.. results.Read<InstanceRow, OperationRow?, LinkRow?, SecretSummariesRow?, ModelFaultsRow?, InstanceDetail>(Together, Splits)])
            : null;
    }

    private static InstanceDetail Together(
        InstanceRow instance, OperationRow? operation, LinkRow? link, SecretSummariesRow? secrets, ModelFaultsRow? faults) =>
        new(instance.ToEntity(), operation?.ToEntity(), link?.ToEntity(), secrets?.ToEntities() ?? [], faults?.ToEntities() ?? []);
}
