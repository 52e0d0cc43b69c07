namespace NcAspire.Core.WhatsApp;

/// <summary>The lasting state of an instance's link to WhatsApp.</summary>
public enum WhatsAppState
{
    NotLinked,
    Linking,
    Connected,
    Reconnecting,
    LoggedOut,
}
