using System.Text.Json.Nodes;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The part of config.get that tells what stands in the gateway's file and whether it is in force. <c>hash</c> is the
/// base of the next change; the two other hashes are equal once the running gateway has taken the file over.
/// </summary>
internal sealed record ConfigSnapshot(JsonObject? Parsed, string? Hash, string? ConfigRevisionHash, string? AppliedConfigHash)
{
    public bool IsApplied => ConfigRevisionHash is not null && ConfigRevisionHash == AppliedConfigHash;

    /// <summary>The file says the same, apart from the block that the gateway writes for itself.</summary>
    public bool Says(JsonNode config)
    {
        var own = Parsed?.DeepClone().AsObject();
        own?.Remove("meta");
        return JsonNode.DeepEquals(own, config);
    }
}
