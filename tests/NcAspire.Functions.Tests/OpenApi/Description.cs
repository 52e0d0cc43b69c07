using System.Text.Json;
using System.Text.RegularExpressions;
using NcAspire.Functions.OpenApi;

namespace NcAspire.Functions.Tests.OpenApi;

/// <summary>Holds every answer that any test gets against the OpenAPI document.</summary>
internal static class Description
{
    public static string Text { get; } = new OpenApiDocument().Text;

    private static readonly JsonElement _document = JsonSerializer.Deserialize<JsonElement>(Text);

    private static readonly IReadOnlyList<(Regex Path, JsonElement Operations)> _paths =
    [
        .. _document.GetProperty("paths").EnumerateObject()
            .OrderBy(p => p.Name.Contains('{', StringComparison.Ordinal))
            .Select(p => (new Regex($"^/api{Regex.Replace(p.Name, "{[a-z]+}", "[^/]+")}$"), p.Value)),
    ];

    public static void Check(HttpMethod method, Uri address, Answer answer)
    {
        var operations = _paths.FirstOrDefault(p => p.Path.IsMatch(address.AbsolutePath)).Operations;
        if (operations.ValueKind is JsonValueKind.Undefined
            || !operations.TryGetProperty(method.Method.ToLowerInvariant(), out var operation))
        {
            return;
        }

        var what = $"{method} {address.AbsolutePath} -> {answer.Status}";
        Assert.True(operation.GetProperty("responses").TryGetProperty($"{answer.Status}", out var response), $"{what} is not described.");
        if (answer.ContentHeaders.ContentType?.MediaType is not { } type)
        {
            Assert.False(response.GetProperty("content").EnumerateObject().Any(), $"{what} should have a body.");
            return;
        }

        Assert.True(response.GetProperty("content").TryGetProperty(type, out var content), $"{what} is not described as {type}.");
        if (type is "application/json" or "application/problem+json")
        {
            Check(content.GetProperty("schema"), answer.Json, what);
        }
    }

    public static JsonElement Schema(string name) => _document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    public static void Check(JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(Schema(reference.GetString()!.Split('/')[^1]), value, place);
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            Check(choices[value.ValueKind is JsonValueKind.Null ? 1 : 0], value, place);
        }

        foreach (var part in schema.TryGetProperty("allOf", out var parts) ? parts.EnumerateArray() : default)
        {
            Check(part, value, place);
        }

        if (schema.TryGetProperty("type", out var types))
        {
            var allowed = types.ValueKind is JsonValueKind.Array ? types.EnumerateArray().Select(t => t.GetString()) : [types.GetString()];
            Assert.True(
                allowed.Contains(TypeOf(value)) || (TypeOf(value) is "integer" && allowed.Contains("number")),
                $"{place} is {TypeOf(value)}, but should be {string.Join(" or ", allowed)}.");
        }

        if (schema.TryGetProperty("enum", out var names))
        {
            Assert.True(
                names.EnumerateArray().Any(n => JsonElement.DeepEquals(n, value)), $"{place} is {value}, which is not one of {names}.");
        }

        if (value.ValueKind is JsonValueKind.Object)
        {
            CheckFields(schema, value, place);
        }

        if (value.ValueKind is JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            Assert.All(value.EnumerateArray(), item => Check(items, item, $"{place}[]"));
        }
    }

    private static void CheckFields(JsonElement schema, JsonElement value, string place)
    {
        if (!schema.TryGetProperty("properties", out var fields))
        {
            return;
        }

        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray() : default)
        {
            Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{place} lacks {name}.");
        }

        foreach (var field in value.EnumerateObject())
        {
            var isKnown = fields.TryGetProperty(field.Name, out var part);
            Assert.True(isKnown || schema.TryGetProperty("allOf", out _), $"{place}.{field.Name} is not described.");
            if (isKnown)
            {
                Check(part, field.Value, $"{place}.{field.Name}");
            }
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
