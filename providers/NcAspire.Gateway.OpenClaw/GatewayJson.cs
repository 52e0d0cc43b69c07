using System.Text.Json;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>Reads what a gateway sent; JSON of another shape is a definite fault.</summary>
internal static class GatewayJson
{
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonElement.Parse(utf8);
        }
        catch (JsonException fault)
        {
            throw GatewayFaults.NotUnderstood(fault);
        }
    }

    public static T Read<T>(JsonElement json)
        where T : class
    {
        try
        {
            return json.Deserialize<T>(JsonSerializerOptions.Web) ?? throw GatewayFaults.NotUnderstood();
        }
        catch (JsonException fault)
        {
            throw GatewayFaults.NotUnderstood(fault);
        }
    }

    public static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
