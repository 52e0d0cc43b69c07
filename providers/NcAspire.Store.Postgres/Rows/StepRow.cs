using NcAspire.Core.Workflows;

namespace NcAspire.Store.Postgres.Rows;

internal sealed record StepRow
{
    /// <summary>The steps of <c>@Operation</c> in the order in which they were first begun.</summary>
    public const string Select =
        "select name, output, started_at, finished_at from operation_steps where operation_id = @Operation order by position";

    public required string Name { get; init; }

    public string? Output { get; init; }

    public required DateTime StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public StepRecord ToEntity() => new(Name, Output, StartedAt, FinishedAt);
}
