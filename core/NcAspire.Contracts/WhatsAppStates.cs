namespace NcAspire.Contracts;

/// <summary>The lasting state of an instance's WhatsApp link.</summary>
public static class WhatsAppStates
{
    public const string NotLinked = "not-linked";

    /// <summary>A QR code is being shown, or the phone has just scanned it.</summary>
    public const string Linking = "linking";
    public const string Connected = "connected";

    /// <summary>Linked, but the gateway has no connection to WhatsApp at the moment.</summary>
    public const string Reconnecting = "reconnecting";

    /// <summary>The phone removed this device; a new QR code is needed.</summary>
    public const string LoggedOut = "logged-out";

    /// <summary>Linked, but another session took the connection; a restart takes it back.</summary>
    public const string Replaced = "replaced";

    /// <summary>Linked, but the gateway has given up trying to connect.</summary>
    public const string RestartNeeded = "restart-needed";

    /// <summary>Linked, but WhatsApp refuses the number for now.</summary>
    public const string Blocked = "blocked";
}
