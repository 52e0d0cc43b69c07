namespace NcAspire.Core.Gateways;

/// <summary>
/// What a gateway has to know and an agent should not, by name: the relay's token (<see cref="ModelRoute.RelayToken"/>), and such secrets of
/// its owner as the gateway itself has to show, by their <see cref="Secrets.SecretName"/>. They lie in files that only the gateway's user can
/// read.
/// </summary>
public sealed record GatewaySecrets(IReadOnlyDictionary<string, string> Values)
{
    public static GatewaySecrets None { get; } = new(new Dictionary<string, string>());

    /// <summary>The names alone, so that no log can have a value.</summary>
    public override string ToString() => string.Join(", ", Values.Keys);
}
