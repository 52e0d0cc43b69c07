using System.Text.Json;

namespace NcAspire.Functions.Api;

/// <summary>How bodies are read and written: camelCase, and on the way in nothing unknown, doubled, missing or of another type.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 16,
    };

    public static readonly JsonSerializerOptions Answers = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        return options;
    }
}
