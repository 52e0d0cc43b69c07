using System.Text.Json;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// One frame from the gateway, protocol 4:
/// <code>{"type":"event","event":"tick","payload":{…}} · {"type":"res","id":"1","ok":false,"error":{"code":"…","message":"…"}}</code>
/// </summary>
internal sealed record GatewayFrame(string? Type, string? Event, string? Id, bool Ok, JsonElement Payload, RpcError? Error)
{
    public bool IsEvent => Type is "event" && Event is not null;

    public bool Answers(string id) => Type is "res" && Id == id;

    /// <summary>An answer that is neither ok nor explained is an error without words.</summary>
    public RpcAnswer ToAnswer() =>
        Ok ? new RpcAnswer(Payload, null) : new RpcAnswer(default, Error ?? new RpcError(null, null, default, Retryable: false));
}
