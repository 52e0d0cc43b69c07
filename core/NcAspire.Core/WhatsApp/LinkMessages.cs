namespace NcAspire.Core.WhatsApp;

/// <summary>What a person reads while linking: one sentence each, with the next thing to do.</summary>
public static class LinkMessages
{
    public const string Starting = "Asking WhatsApp for a code. This takes a few seconds.";
    public const string Waiting = "Open WhatsApp on the phone, choose Linked devices, then Link a device, and scan this code.";
    public const string Scanned = "The phone has scanned the code. WhatsApp is connecting.";
    public const string Connected = "WhatsApp is connected.";
    public const string Expired = "Nobody scanned the code in time. Show a new one when the phone is at hand.";
    public const string Unreachable = "The gateway can't reach WhatsApp at the moment. Check that the server has internet access, then try again.";
    public const string Cancelled = "The instance stopped running. Start it, then show a new code.";
    public const string NotConnected = "The phone is linked, but WhatsApp did not connect yet. The gateway keeps trying; look again in a minute.";
}
