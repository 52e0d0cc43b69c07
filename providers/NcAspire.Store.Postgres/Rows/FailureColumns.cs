using NcAspire.Core.Instances;

namespace NcAspire.Store.Postgres.Rows;

/// <summary>The three failure columns; all are null or none is.</summary>
internal static class FailureColumns
{
    public static Failure? ToFailure(string? kind, string? title, string? detail) =>
        kind is not null && title is not null && detail is not null
            ? new Failure(EnumText.Parse<FailureKind>(kind), title, detail)
            : null;
}
