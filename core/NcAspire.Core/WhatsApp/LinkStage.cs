namespace NcAspire.Core.WhatsApp;

/// <summary>The stages of one attempt to link a phone.</summary>
public enum LinkStage
{
    Starting,
    Waiting,
    Scanned,
    Connected,
    Expired,
    Unreachable,
    Cancelled,
}
