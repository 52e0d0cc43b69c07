using System.Text.Json;
using NcAspire.Core.Compute;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The gateway's own error, the same over HTTP and over the socket:
/// <code>{"code":"INVALID_REQUEST","message":"invalid config: …","details":{"issues":[{"path":"","message":"…"}]},"retryable":true}</code>
/// </summary>
internal sealed record RpcError(string? Code, string? Message, JsonElement Details, bool Retryable)
{
    public bool IsStaleConfig => Message?.StartsWith("config changed since last load", StringComparison.Ordinal) is true;

    public ProviderException ToFault()
    {
        var message = Message ?? Code ?? "no reason given";
        var words = string.Join(" ", [message, .. Issues().Where(issue => !message.Contains(issue, StringComparison.Ordinal))]);
        return new ProviderException($"The gateway refused: {words}", Retryable || Code is "UNAVAILABLE" or "AUTH_RATE_LIMITED");
    }

    private IEnumerable<string> Issues() =>
        GatewayJson.Property(Details, "issues") is { ValueKind: JsonValueKind.Array } issues
            ? issues.EnumerateArray()
                .Select(issue => GatewayJson.Property(issue, "message"))
                .Where(message => message is { ValueKind: JsonValueKind.String })
                .Select(message => message.ToString() ?? "")
            : [];
}
