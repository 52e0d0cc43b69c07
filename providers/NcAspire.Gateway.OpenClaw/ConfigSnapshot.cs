using System.Text.Json.Nodes;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The part of config.get that tells what stands in the gateway's file and whether it is in force. <c>hash</c> is the
/// base of the next change; the two other hashes are equal once the running gateway has taken the file over.
/// </summary>
internal sealed record ConfigSnapshot(JsonObject? Parsed, string? Hash, string? ConfigRevisionHash, string? AppliedConfigHash)
{
    private const string Redacted = "__OPENCLAW_REDACTED__";

    public bool IsApplied => ConfigRevisionHash is not null && ConfigRevisionHash == AppliedConfigHash;

    /// <summary>
    /// The file says the same, apart from the block that the gateway writes for itself and from what it does not show: where secrets lie.
    /// </summary>
    public bool Says(JsonNode config)
    {
        var own = Parsed?.DeepClone().AsObject();
        own?.Remove(GatewayConfig.Meta);
        var wanted = config.DeepClone().AsObject();
        wanted.Remove(GatewayConfig.Meta);
        return Says(own, wanted);
    }

    private static bool Says(JsonNode? own, JsonNode? wanted) => (own, wanted) switch
    {
        (JsonValue value, not null) when value.TryGetValue<string>(out var text) && text is Redacted => true,
        (JsonObject found, JsonObject asked) => found.Count == asked.Count
            && asked.All(member => found.TryGetPropertyValue(member.Key, out var value) && Says(value, member.Value)),
        (JsonArray found, JsonArray asked) => found.Count == asked.Count && found.Zip(asked).All(pair => Says(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(own, wanted),
    };
}
