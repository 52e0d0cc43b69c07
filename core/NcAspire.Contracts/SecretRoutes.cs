namespace NcAspire.Contracts;

/// <summary>Who shows a key to its vendor.</summary>
public static class SecretRoutes
{
    /// <summary>The relay alone; the gateway never has it.</summary>
    public const string Relay = "relay";

    /// <summary>The relay, or the gateway itself where its owner says so.</summary>
    public const string RelayOrGateway = "relay-or-gateway";

    /// <summary>The gateway itself, but only where its owner says so; the relay can't carry what it is for.</summary>
    public const string GatewayIfDirect = "gateway-if-direct";

    /// <summary>The gateway itself: nobody else could.</summary>
    public const string Gateway = "gateway";
}
