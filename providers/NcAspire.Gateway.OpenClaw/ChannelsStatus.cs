using NcAspire.Core.Channels;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The part of channels.status that tells of the link:
/// <code>{"channels":{"whatsapp":{"linked":true,"connected":false,"self":{"e164":"+1555…"},"lastError":"…",
///   "lastDisconnect":{"status":401,"loggedOut":true},"healthState":"logged-out","terminalDisconnect":true}},
///   "channelAccounts":{"telegram":[{"accountId":"default","lifecycle":"blocked","running":false,
///     "lastError":"Telegram bot token unauthorized for account \"default\" (getMe returned 401 …"}]}}</code>
/// </summary>
internal sealed record ChannelsStatus(
    ChannelsStatus.ByName? Channels, IReadOnlyDictionary<string, ChannelsStatus.Account[]>? ChannelAccounts)
{
    /// <summary>Null when the plugin is not loaded.</summary>
    public WhatsAppReport? WhatsApp => Channels?.WhatsApp is { } it
        ? new WhatsAppReport(it.Linked, it.Connected, it.IsLoggedOut, PhoneNumber.TryParse(it.Self?.E164)?.Value, it.LastError)
        {
            LastCode = it.LastDisconnect?.Status,
            GivenUp = it.HasGivenUp,
            Stale = it is { Connected: true, HealthState: "stale" },
            Channels = Others(),
        }
        : null;

    private Dictionary<ChannelDefinition, ChannelState> Others()
    {
        var others = new Dictionary<ChannelDefinition, ChannelState>();
        foreach (var channel in ChannelCatalog.All)
        {
            if (ChannelAccounts?.GetValueOrDefault(channel.Name) is [{ Enabled: true } account, ..])
            {
                others[channel] = account.State;
            }
        }

        return others;
    }

    // Plugins of 2026.9.6 pass on what the chats say: HTTP of Telegram and Discord, how Discord closes a socket (its "Gateway close event codes"),
    // Slack's errors of auth.test and apps.connections.open.
    private static readonly string[] _refusals =
    [
        "unauthorized", "close code: 4004",
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "invalid_token", "not_allowed_token_type",
    ];

    internal sealed record Account(bool Enabled, bool Connected, string? Lifecycle, string? LastError)
    {
        public ChannelState State => this switch
        {
            // Discord's is tried again a few times in vain.
            { Lifecycle: "blocked" or "recovering", LastError: { } words } when IsRefusal(words) => ChannelState.TokenRefused,
            { Lifecycle: "blocked" } => ChannelState.Failed,
            { Connected: true } => ChannelState.Connected,
            _ => ChannelState.Connecting,
        };

        private static bool IsRefusal(string words) => _refusals.Any(refusal => words.Contains(refusal, StringComparison.OrdinalIgnoreCase));
    }

    internal sealed record ByName(Channel? WhatsApp);

    internal sealed record Channel(
        bool Linked,
        bool Connected,
        Identity? Self,
        string? LastError,
        Disconnect? LastDisconnect,
        string? HealthState,
        bool TerminalDisconnect)
    {
        // "stopped" alone is also what a channel says of itself that has not begun yet.
        public bool HasGivenUp => !Connected && (TerminalDisconnect || HealthState is "conflict");

        // The last disconnect stays in the status while the phone is being linked again, and after an ordinary logout.
        public bool IsLoggedOut => !Linked && HealthState is "logged-out" && LastDisconnect is { LoggedOut: true };
    }

    internal sealed record Identity(string? E164);

    internal sealed record Disconnect(bool LoggedOut, int? Status);
}
