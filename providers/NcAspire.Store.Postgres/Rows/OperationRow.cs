using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;

namespace NcAspire.Store.Postgres.Rows;

internal sealed record OperationRow
{
    /// <summary>The columns of <c>operations o</c>.</summary>
    public const string Columns =
        """
        o.id, o.instance_id, o.user_id, o.slug, o.kind, o.state, o.attempts, o.step, o.failure_kind, o.failure_title,
        o.failure_detail, o.created_at, o.finished_at, o.trace_parent
        """;

    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }

    public required Guid UserId { get; init; }

    public required string Slug { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public required int Attempts { get; init; }

    public string? Step { get; init; }

    public string? FailureKind { get; init; }

    public string? FailureTitle { get; init; }

    public string? FailureDetail { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public string? TraceParent { get; init; }

    public Operation ToEntity() => new(
        new OperationId(Id),
        new InstanceId(InstanceId),
        new UserId(UserId),
        Slug,
        EnumText.Parse<OperationKind>(Kind),
        EnumText.Parse<OperationState>(State),
        Attempts,
        Step,
        FailureColumns.ToFailure(FailureKind, FailureTitle, FailureDetail),
        CreatedAt,
        FinishedAt)
    {
        TraceParent = TraceParent,
    };
}
