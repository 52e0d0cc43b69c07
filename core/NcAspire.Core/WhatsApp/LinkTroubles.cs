namespace NcAspire.Core.WhatsApp;

/// <summary>
/// The table of what can be wrong with a link. The codes are those with which the WhatsApp library ends a connection
/// (Baileys' DisconnectReason), and 499, by which OpenClaw's own watchdog does. docs/whatsapp-link.md shows the same table.
/// </summary>
public static class LinkTroubles
{
    public const int LoggedOut = 401;
    public const int Forbidden = 403;
    public const int TimedOut = 408;
    public const int Closed = 428;
    public const int Replaced = 440;
    public const int Silent = 499;
    public const int BadSession = 500;
    public const int Unavailable = 503;
    public const int RestartRequired = 515;

    private const string ByItself = "There is nothing to do: the gateway tries again by itself.";

    /// <summary>Null where nothing is wrong: connected, being linked, or never linked.</summary>
    /// <param name="code">Why the last connection ended, when the gateway told.</param>
    public static LinkTrouble? Of(WhatsAppState state, int? code) => state switch
    {
        WhatsAppState.LoggedOut => new(
            "Your phone removed this device from its linked devices.", "Link it again with a new code."),
        WhatsAppState.Replaced => new(
            "Another session took over this link, and WhatsApp lets only one be connected.",
            "Close the other one, then restart the instance: it takes the link back."),
        WhatsAppState.Blocked => new(
            "WhatsApp refuses this number for now.",
            "Open WhatsApp on the phone: it says what is restricted and until when. Restart the instance once that is over."),
        WhatsAppState.RestartNeeded => new(
            $"The gateway tried many times to reach WhatsApp and has given up. {Reason(code)}", "Restart the instance: it tries anew."),
        WhatsAppState.Reconnecting => new(Reason(code), Advice(code)),
        _ => null,
    };

    private static string Reason(int? code) => code switch
    {
        TimedOut => "WhatsApp did not answer in time.",
        Closed => "WhatsApp closed the connection.",
        Silent => "The connection looked fine, but nothing came through it any more.",
        BadSession => "WhatsApp did not accept the stored session.",
        Unavailable => "WhatsApp's service is not available at the moment.",
        RestartRequired => "WhatsApp asked for a fresh connection.",
        _ => "The connection to WhatsApp is interrupted.",
    };

    private static string Advice(int? code) => code switch
    {
        BadSession => "If this lasts longer than ten minutes, unlink WhatsApp and link it again with a new code.",
        Closed or Silent or TimedOut => $"{ByItself} If it lasts, see that your phone is online.",
        _ => ByItself,
    };
}
