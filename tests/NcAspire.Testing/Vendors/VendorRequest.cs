using System.Text.Json;

namespace NcAspire.Testing.Vendors;

/// <summary>A request as the vendor got it.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">With several values of one name joined by a comma.</param>
/// <param name="Body">As text.</param>
/// <param name="Ended">Completes when nothing more is sent: true when the answer was whole, false when the caller hung up.</param>
public sealed record VendorRequest(string Target, IReadOnlyDictionary<string, string> Headers, string Body, Task<bool> Ended)
{
    /// <summary>What of it could hold a secret.</summary>
    public string All => $"{Target}\n{string.Join('\n', Headers.Select(h => $"{h.Key}: {h.Value}"))}\n{Body}";

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
