using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Store.Postgres.Rows;

internal sealed record InstanceRow
{
    /// <summary>The columns of <c>instances i</c>.</summary>
    public const string Columns =
        """
        i.id, i.user_id, i.slug, i.status, i.desired_state, i.region, i.provider, i.image, i.container_name, i.state_volume,
        i.provisioned_at, i.owner_phone, i.number_kind, i.whatsapp_state, i.whatsapp_self, i.whatsapp_code,
        i.whatsapp_since, i.failure_kind, i.failure_title, i.failure_detail, i.created_at, i.updated_at, i.last_health_at, i.last_whatsapp_connected_at,
        i.memory_bytes, i.drift, i.incident_kind, i.incident_title, i.incident_detail, i.incident_at, i.restarts_seen, i.model,
        i.allow_lists, i.channel_states, i.direct_keys, i.open_requests
        """;

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required string Slug { get; init; }

    public required string Status { get; init; }

    public required string DesiredState { get; init; }

    public required string Region { get; init; }

    public required string Provider { get; init; }

    public required string Image { get; init; }

    public required string ContainerName { get; init; }

    public required string StateVolume { get; init; }

    public DateTime? ProvisionedAt { get; init; }

    public string? OwnerPhone { get; init; }

    public required string NumberKind { get; init; }

    public required string WhatsappState { get; init; }

    public string? WhatsappSelf { get; init; }

    public int? WhatsappCode { get; init; }

    public DateTime? WhatsappSince { get; init; }

    public string? FailureKind { get; init; }

    public string? FailureTitle { get; init; }

    public string? FailureDetail { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public DateTime? LastHealthAt { get; init; }

    public DateTime? LastWhatsappConnectedAt { get; init; }

    public required long MemoryBytes { get; init; }

    public required string[] Drift { get; init; }

    public string? IncidentKind { get; init; }

    public string? IncidentTitle { get; init; }

    public string? IncidentDetail { get; init; }

    public DateTime? IncidentAt { get; init; }

    public required int RestartsSeen { get; init; }

    public string? Model { get; init; }

    public required string AllowLists { get; init; }

    public required string ChannelStates { get; init; }

    public required bool DirectKeys { get; init; }

    public int? OpenRequests { get; init; }

    public Instance ToEntity() => new(
        new InstanceId(Id),
        new UserId(UserId),
        Core.Instances.Slug.TryParse(Slug) ?? throw Unreadable("slug"),
        EnumText.Parse<InstanceStatus>(Status),
        EnumText.Parse<DesiredState>(DesiredState),
        Region,
        Provider,
        Image,
        ContainerName,
        StateVolume,
        ProvisionedAt,
        OwnerPhone is null ? null : PhoneNumber.TryParse(OwnerPhone) ?? throw Unreadable("owner_phone"),
        EnumText.Parse<NumberKind>(NumberKind),
        EnumText.Parse<WhatsAppState>(WhatsappState),
        WhatsappSelf,
        FailureColumns.ToFailure(FailureKind, FailureTitle, FailureDetail),
        CreatedAt,
        UpdatedAt,
        LastHealthAt,
        LastWhatsappConnectedAt)
    {
        MemoryBytes = MemoryBytes,
        Drift = Drift is [] ? [] : Drift,
        Incident = FailureColumns.ToFailure(IncidentKind, IncidentTitle, IncidentDetail) is { } incident && IncidentAt is { } at
            ? new Incident(incident, at)
            : null,
        RestartsSeen = RestartsSeen,
        WhatsAppCode = WhatsappCode,
        WhatsAppSince = WhatsappSince,
        Model = ModelChoice.TryParse(Model),
        AllowLists = ChannelColumns.ToAllowLists(AllowLists),
        Channels = ChannelColumns.ToStates(ChannelStates),
        Direct = DirectKeys,
        Open = OpenRequests is { } most ? new OpenAccess(most) : null,
    };

    private InvalidOperationException Unreadable(string column) =>
        new($"The instance {Id} has a {column} that the program does not accept.");
}
