using NcAspire.Core.Channels;
using NcAspire.Core.Instances;

namespace NcAspire.Core.Gateways;

/// <summary>What the owner chose, as far as the gateway's configuration depends on it.</summary>
/// <param name="Owner">The number the assistant answers; null closes the channel (dmPolicy disabled).</param>
public sealed record GatewaySettings(PhoneNumber? Owner, NumberKind Number)
{
    /// <summary>Everybody is answered, not the owner alone. Means nothing without an owner.</summary>
    public bool Everybody { get; init; }

    /// <summary>Which model answers, and where it is; null when there is no way to any.</summary>
    public ModelRoute? Model { get; init; }

    /// <summary>The other chats that are on, with whom to answer there. Their tokens are among the gateway's secrets.</summary>
    public IReadOnlyList<AllowList> Channels { get; init; } = [];

    /// <summary>Who writes down what is said in voice notes; null when nobody does.</summary>
    public SpeechRoute? Speech { get; init; }
}
