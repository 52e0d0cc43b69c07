using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Store.Postgres.Rows;

internal sealed record LinkRow
{
    /// <summary>The columns of <c>whatsapp_links l</c>.</summary>
    public const string Columns =
        "l.instance_id, l.attempt, l.stage, l.qr_data_url, l.message, l.started_at, l.expires_at, l.updated_at";

    public required Guid InstanceId { get; init; }

    public required int Attempt { get; init; }

    public required string Stage { get; init; }

    public string? QrDataUrl { get; init; }

    public required string Message { get; init; }

    public required DateTime StartedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public WhatsAppLink ToEntity() => new(
        new InstanceId(InstanceId),
        Attempt,
        EnumText.Parse<LinkStage>(Stage),
        QrDataUrl,
        Message,
        StartedAt,
        ExpiresAt,
        UpdatedAt);
}
