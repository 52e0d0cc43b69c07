namespace NcAspire.Core.Channels;

/// <summary>How a chat that is on was last seen.</summary>
public enum ChannelState
{
    /// <summary>The gateway is connecting, or nobody has looked yet.</summary>
    Connecting,

    Connected,

    /// <summary>The chat does not accept the token; the gateway has given up.</summary>
    TokenRefused,

    /// <summary>The gateway has given up for another reason.</summary>
    Failed,
}
