using System.Collections.ObjectModel;
using NcAspire.Core.Accounts;
using NcAspire.Core.Channels;
using NcAspire.Core.Models;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Instances;

/// <summary>One person's gateway as the database has it.</summary>
/// <param name="ContainerName">The provider's name of the machine; deterministic, see <see cref="InstanceNames"/>.</param>
/// <param name="StateVolume">The provider's name of the volume that holds all that must not be lost.</param>
/// <param name="ProvisionedAt">When the volume was first made. From then on a missing volume is a loss, never replaced by an empty one.</param>
/// <param name="Owner">The number the assistant answers; null means nobody.</param>
/// <param name="WhatsAppSelf">The linked number in E.164, when known.</param>
public sealed record Instance(
    InstanceId Id,
    UserId User,
    Slug Slug,
    InstanceStatus Status,
    DesiredState Desired,
    string Region,
    string Provider,
    string Image,
    string ContainerName,
    string StateVolume,
    DateTimeOffset? ProvisionedAt,
    PhoneNumber? Owner,
    NumberKind Number,
    WhatsAppState WhatsApp,
    string? WhatsAppSelf,
    Failure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastHealthAt,
    DateTimeOffset? LastWhatsAppConnectedAt)
{
    /// <summary>Hard memory limit of its machine, and what it takes of its host; fixed when it is created.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Why WhatsApp is not connected, when the gateway told (<see cref="LinkTroubles"/>).</summary>
    public int? WhatsAppCode { get; init; }

    /// <summary>Since when WhatsApp is as it is; null when nothing ever changed.</summary>
    public DateTimeOffset? WhatsAppSince { get; init; }

    /// <summary>The model it answers with; null when its owner chose none, or one of a vendor that is no longer offered.</summary>
    public ModelChoice? Model { get; init; }

    /// <summary>Whom it answers in the chats beside WhatsApp; a chat without a list is missing.</summary>
    public IReadOnlyList<AllowList> AllowLists { get; init; } = [];

    /// <summary>How these chats were last seen, since they were last changed.</summary>
    public IReadOnlyDictionary<ChannelDefinition, ChannelState> Channels { get; init; } =
        ReadOnlyDictionary<ChannelDefinition, ChannelState>.Empty;

    /// <summary>The gateway has the key of its model itself and asks the vendor past the relay.</summary>
    public bool Direct { get; init; }

    /// <summary>Everybody may write on WhatsApp; null when only the owner is answered. Never together with <see cref="Direct"/>.</summary>
    public OpenAccess? Open { get; init; }

    /// <summary>Where its machine differs from the profile it should have, a sentence each.</summary>
    public IReadOnlyList<string> Drift { get; init; } = [];

    /// <summary>What happened to its gateway last and was mended; null when nothing did, it was dismissed or is long ago.</summary>
    public Incident? Incident { get; init; }

    /// <summary>How many restarts by the backend alone were seen since the machine was last started by us.</summary>
    public int RestartsSeen { get; init; }
}
