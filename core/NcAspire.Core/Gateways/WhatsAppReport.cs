using System.Collections.ObjectModel;
using NcAspire.Core.Channels;
using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Gateways;

/// <summary>The gateway's view of its WhatsApp link, and of other chats (channels.status).</summary>
/// <param name="Linked">Credentials of a phone are stored.</param>
/// <param name="Connected">The connection to WhatsApp is up now.</param>
/// <param name="LoggedOut">The last disconnect was the phone removing this device.</param>
/// <param name="Self">The linked number in E.164, when known.</param>
/// <param name="LastError">The gateway's own words, for the log.</param>
public sealed record WhatsAppReport(bool Linked, bool Connected, bool LoggedOut, string? Self, string? LastError)
{
    /// <summary>The other chats that the gateway is to be in.</summary>
    public IReadOnlyDictionary<ChannelDefinition, ChannelState> Channels { get; init; } =
        ReadOnlyDictionary<ChannelDefinition, ChannelState>.Empty;

    public WhatsAppState State => this switch
    {
        { Linked: true, Connected: true } => WhatsAppState.Connected,
        { Linked: true } => WhatsAppState.Reconnecting,
        { LoggedOut: true } => WhatsAppState.LoggedOut,
        _ => WhatsAppState.NotLinked,
    };
}
