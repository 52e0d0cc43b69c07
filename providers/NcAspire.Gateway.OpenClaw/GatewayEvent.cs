using System.Text.Json;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>Something the gateway tells unasked. Payloads of session events hold what people wrote.</summary>
public sealed record GatewayEvent(string Name, JsonElement Payload);
