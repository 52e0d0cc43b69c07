using System.Text.Json;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>What the gateway answered to one call: a payload, or its own error.</summary>
internal readonly record struct RpcAnswer(JsonElement Payload, RpcError? Error)
{
    /// <exception cref="Core.Compute.ProviderException">The gateway answered with an error.</exception>
    public JsonElement PayloadOrThrow() => Error is null ? Payload : throw Error.ToFault();
}
