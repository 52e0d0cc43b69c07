using NcAspire.Core.Models;
using NcAspire.Core.Relay;

namespace NcAspire.Store.Postgres.Rows;

/// <summary>What goes wrong between an instance and its vendors at present, in one row, so that a list of instances stays one query.</summary>
internal sealed record ModelFaultsRow
{
    public const string Columns = "f.fault_vendors, f.fault_kinds, f.fault_sinces, f.fault_times";

    /// <summary>One row for <c>instances i</c>; nulls when nothing does. A limit of a day is none any more when that day, in UTC, is over.</summary>
    public const string OfInstance =
        """
        select
            array_agg(vendor order by last_at desc, vendor) as fault_vendors,
            array_agg(kind order by last_at desc, vendor) as fault_kinds,
            array_agg(since order by last_at desc, vendor) as fault_sinces,
            array_agg(last_at order by last_at desc, vendor) as fault_times
        from model_faults
        where instance_id = i.id and ended_at is null
            and (kind not in ('limit-reached', 'open-limit-reached') or last_at >= date_trunc('day', now(), 'UTC'))
        """;

    public required string[] FaultVendors { get; init; }

    public required string[] FaultKinds { get; init; }

    public required DateTime[] FaultSinces { get; init; }

    public required DateTime[] FaultTimes { get; init; }

    /// <summary>The latest first, without those of vendors that are no longer offered.</summary>
    public IReadOnlyList<ModelFault> ToEntities() =>
    [
        .. from row in FaultVendors.Index()
           let vendor = ModelVendors.Find(row.Item)
           where vendor is not null
           select new ModelFault(
               vendor, EnumText.Parse<ModelFaultKind>(FaultKinds[row.Index]), FaultSinces[row.Index], FaultTimes[row.Index], EndedAt: null),
    ];
}
