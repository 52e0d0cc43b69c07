namespace NcAspire.Contracts;

/// <summary>The stages of one attempt to link a phone. The last four are final.</summary>
public static class LinkStages
{
    public const string Starting = "starting";

    /// <summary>A QR code is shown and waits for the phone.</summary>
    public const string Waiting = "waiting";

    /// <summary>The phone scanned the code; the gateway is connecting.</summary>
    public const string Scanned = "scanned";
    public const string Connected = "connected";
    public const string Expired = "expired";

    /// <summary>The gateway could not get a QR code from WhatsApp.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The instance stopped, was restarted or was logged out meanwhile.</summary>
    public const string Cancelled = "cancelled";
}
