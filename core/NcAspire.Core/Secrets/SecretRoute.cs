namespace NcAspire.Core.Secrets;

/// <summary>Who shows a secret to its vendor.</summary>
public enum SecretRoute
{
    /// <summary>The relay alone.</summary>
    Relay,

    /// <summary>The relay, or the gateway itself where the instance has its key directly.</summary>
    RelayOrGateway,

    /// <summary>The gateway itself, where the instance has its keys directly; else nobody.</summary>
    GatewayIfDirect,

    /// <summary>The gateway itself.</summary>
    Gateway,
}
