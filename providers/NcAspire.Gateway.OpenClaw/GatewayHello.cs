namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The answer to connect:
/// <code>{"type":"hello-ok","protocol":4,"server":{"version":"2026.9.6","bootId":"…"},"features":{"methods":["health",…]},
///   "auth":{"scopes":["operator.admin"]},"policy":{"tickIntervalMs":30000}}</code>
/// </summary>
internal sealed record GatewayHello(
    string Type, GatewayHello.About? Server, GatewayHello.Offer? Features, GatewayHello.Grant? Auth, GatewayHello.Rules? Policy)
{
    internal sealed record About(string? Version);

    internal sealed record Offer(IReadOnlyList<string>? Methods);

    internal sealed record Grant(IReadOnlyList<string>? Scopes);

    internal sealed record Rules(int TickIntervalMs);
}
