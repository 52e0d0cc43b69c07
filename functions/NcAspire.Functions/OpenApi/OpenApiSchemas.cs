using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using NcAspire.Contracts;

namespace NcAspire.Functions.OpenApi;

/// <summary>JSON Schema (2020-12) of the contracts, collected as they are mentioned. Reads records by their constructors.</summary>
internal sealed class OpenApiSchemas
{
    private readonly SortedDictionary<string, JsonNode?> _components = new(StringComparer.Ordinal);
    private readonly NullabilityInfoContext _nullability = new();

    public JsonObject Components => new(_components.Select(c => KeyValuePair.Create(c.Key, c.Value?.DeepClone())));

    /// <summary>A reference to the schema of a contract.</summary>
    /// <param name="isStrict">Unknown fields are refused, as in every body that this API takes.</param>
    public JsonObject Reference(Type contract, bool isStrict = false)
    {
        if (!_components.ContainsKey(contract.Name))
        {
            _components.Add(contract.Name, null);
            _components[contract.Name] = Describe(contract, isStrict);
        }

        return Ref(contract.Name);
    }

    public static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private JsonObject Describe(Type contract, bool isStrict)
    {
        var parameters = contract.GetConstructors().Single().GetParameters();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(parameters.Select(p => KeyValuePair.Create(NameOf(p), (JsonNode?)Describe(p)))),
        };
        if (parameters.Where(p => !p.HasDefaultValue).Select(p => (JsonNode?)NameOf(p)).ToArray() is { Length: > 0 } required)
        {
            schema["required"] = new JsonArray(required);
        }

        if (isStrict)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    private JsonObject Describe(ParameterInfo parameter)
    {
        var nullability = _nullability.Create(parameter);
        var isNullable = nullability.WriteState is NullabilityState.Nullable;
        var schema = Describe(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
        if (schema["additionalProperties"] is JsonObject values && nullability.GenericTypeArguments[1].WriteState is NullabilityState.Nullable)
        {
            values["type"] = new JsonArray(values["type"]?.DeepClone(), "null");
        }

        if (parameter.GetCustomAttribute<OneOfAttribute>() is { } oneOf)
        {
            schema["enum"] = new JsonArray([.. ConstantsOf(oneOf.Names).Concat(isNullable ? [null] : []).Select(c => (JsonNode?)c)]);
        }

        if (!isNullable)
        {
            return schema;
        }

        if (schema["type"] is not { } type)
        {
            return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        schema["type"] = new JsonArray(type.DeepClone(), "null");
        return schema;
    }

    private JsonObject Describe(Type type) => type switch
    {
        _ when type == typeof(string) => new JsonObject { ["type"] = "string" },
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(long) => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        _ when type == typeof(double) => new JsonObject { ["type"] = "number", ["format"] = "double" },
        _ when type == typeof(Guid) => new JsonObject { ["type"] = "string", ["format"] = "uuid" },
        _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
            new JsonObject { ["type"] = "array", ["items"] = Describe(type.GenericTypeArguments[0]) },
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) =>
            new JsonObject { ["type"] = "object", ["additionalProperties"] = Describe(type.GenericTypeArguments[1]) },
        _ when type.Assembly == typeof(OneOfAttribute).Assembly => Reference(type),
        _ => throw new NotSupportedException($"No schema is known for {type}."),
    };

    private static IEnumerable<string?> ConstantsOf(Type names) =>
        names.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string?)f.GetRawConstantValue());

    private static string NameOf(ParameterInfo parameter) => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name ?? "");
}
