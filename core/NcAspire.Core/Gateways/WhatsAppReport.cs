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
    /// <summary>With which code the last connection ended (<see cref="LinkTroubles"/>), when it told; says nothing while connected.</summary>
    public int? LastCode { get; init; }

    /// <summary>The connection is not there, and the gateway does not try to get it back.</summary>
    public bool GivenUp { get; init; }

    /// <summary>It looks connected, but the gateway's watchdog has heard nothing through it for too long.</summary>
    public bool Stale { get; init; }

    /// <summary>The other chats that the gateway is to be in.</summary>
    public IReadOnlyDictionary<ChannelDefinition, ChannelState> Channels { get; init; } =
        ReadOnlyDictionary<ChannelDefinition, ChannelState>.Empty;

    public WhatsAppState State => this switch
    {
        { Linked: true, Connected: true, Stale: false } => WhatsAppState.Connected,
        { Linked: true, Connected: false, LastCode: LinkTroubles.Forbidden } => WhatsAppState.Blocked,
        { Linked: true, GivenUp: true, LastCode: LinkTroubles.Replaced } => WhatsAppState.Replaced,
        { Linked: true, GivenUp: true } => WhatsAppState.RestartNeeded,
        { Linked: true } => WhatsAppState.Reconnecting,
        { LoggedOut: true } => WhatsAppState.LoggedOut,
        _ => WhatsAppState.NotLinked,
    };

    /// <summary>Why it is not connected, when that is known.</summary>
    public int? Code => State switch
    {
        WhatsAppState.Connected or WhatsAppState.NotLinked => null,
        _ when Stale => LinkTroubles.Silent,
        _ => LastCode,
    };
}
