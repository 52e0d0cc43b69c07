namespace NcAspire.Core.WhatsApp;

/// <summary>The lasting state of an instance's link to WhatsApp. <see cref="LinkTroubles"/> has each in words.</summary>
public enum WhatsAppState
{
    NotLinked,
    Linking,
    Connected,

    /// <summary>Linked; the gateway tries by itself to get its connection back.</summary>
    Reconnecting,

    /// <summary>The phone removed this device; only a new code helps.</summary>
    LoggedOut,

    /// <summary>Linked, but another session took the connection, and the gateway does not fight for it.</summary>
    Replaced,

    /// <summary>Linked, but the gateway has used up its attempts to connect.</summary>
    RestartNeeded,

    /// <summary>Linked, but WhatsApp refuses the number.</summary>
    Blocked,
}
