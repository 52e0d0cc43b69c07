namespace NcAspire.Contracts;

/// <summary>How a chat beside WhatsApp is.</summary>
public static class ChannelStates
{
    /// <summary>A token is missing, or nobody may write.</summary>
    public const string Off = "off";

    /// <summary>It is on and not connected yet, or the instance does not run.</summary>
    public const string Connecting = "connecting";
    public const string Connected = "connected";

    /// <summary>The chat does not accept the token.</summary>
    public const string TokenRefused = "token-refused";

    /// <summary>The gateway could not start it.</summary>
    public const string Failed = "failed";
}
