namespace NcAspire.Core.Gateways;

/// <summary>
/// All that a gateway has to know and an agent should not: the relay's token and, where its owner wants it so, keys and channel tokens by
/// their names. They lie in one file that only the gateway's user can read.
/// </summary>
public sealed record GatewaySecrets(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The names alone, so that no log can have a value.</summary>
    public override string ToString() => string.Join(", ", Values.Keys);
}
