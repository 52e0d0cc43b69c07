using NcAspire.Core.Secrets;

namespace NcAspire.Store.Postgres.Rows;

/// <summary>What secrets an instance has, in one row, so that a list of instances stays one query.</summary>
internal sealed record SecretSummariesRow
{
    public const string Columns = "s.secret_names, s.secret_last4s, s.secret_times";

    /// <summary>One row for <c>instances i</c>; nulls when it has none.</summary>
    public const string OfInstance =
        """
        select
            array_agg(name order by name) as secret_names,
            array_agg(last4 order by name) as secret_last4s,
            array_agg(updated_at order by name) as secret_times
        from instance_secrets where instance_id = i.id
        """;

    public required string[] SecretNames { get; init; }

    public required string[] SecretLast4s { get; init; }

    public required DateTime[] SecretTimes { get; init; }

    /// <summary>Without those whose names the catalog no longer has.</summary>
    public IReadOnlyList<SecretSummary> ToEntities() =>
    [
        .. from row in SecretNames.Index()
           let name = SecretName.TryParse(row.Item)
           where name is not null
           select new SecretSummary(name, SecretLast4s[row.Index], SecretTimes[row.Index]),
    ];
}
