using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.OpenApi;

/// <summary>The OpenAPI 3.1 document of this API, made from the attributes of the functions and from the contracts.</summary>
public sealed class OpenApiDocument
{
    private const string Problem = "Problem";

    private static readonly JsonSerializerOptions _readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Text { get; } = Render();

    private static string Render()
    {
        var schemas = new OpenApiSchemas();
        var paths = new JsonObject();
        var operations =
            from method in FunctionCatalog.Methods.Values
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
            where trigger?.Route is not null and not ApiRoutes.Anything
            from verb in trigger.Methods ?? []
            orderby trigger.Route, verb
            select (trigger.Route, verb, method);
        foreach (var (route, verb, method) in operations)
        {
            var path = $"/{route}";
            paths.TryAdd(path, new JsonObject());
            paths[path]?.AsObject().Add(verb, Operation(route ?? "", method, schemas));
        }

        foreach (var news in (Type[])[typeof(ConnectedEvent), typeof(QrEvent)])
        {
            schemas.Reference(news);
        }

        var components = schemas.Components;
        components[Problem] = ProblemSchema();
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "NcAspire",
                ["version"] = "1",
                ["description"] = "Your own OpenClaw gateway, managed. Errors are problem details (RFC 9457) with a stable type.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = components,
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "The token of signup or login, or a personal API token.",
                    },
                    ["operator"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "The operators' token. A server that has none configured answers 404.",
                    },
                },
            },
        };
        return document.ToJsonString(_readable) + "\n";
    }

    private static JsonObject Operation(string route, MethodInfo method, OpenApiSchemas schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = method.GetCustomAttribute<FunctionAttribute>()?.Name,
            ["tags"] = new JsonArray(method.DeclaringType?.Name.Replace("Functions", "", StringComparison.Ordinal)),
            ["summary"] = method.GetCustomAttribute<SummaryAttribute>()?.Text,
        };
        if (method.IsDefined(typeof(AllowAnonymousAttribute)))
        {
            operation["security"] = new JsonArray();
        }
        else if (method.IsDefined(typeof(OperatorOnlyAttribute)))
        {
            operation["security"] = new JsonArray(new JsonObject { ["operator"] = new JsonArray() });
        }

        if (Parameters(route, method).ToArray() is { Length: > 0 } parameters)
        {
            operation["parameters"] = new JsonArray(parameters);
        }

        if (method.GetCustomAttribute<TakesAttribute>() is { } takes)
        {
            operation["requestBody"] = new JsonObject
            {
                ["required"] = !takes.IsOptional,
                ["content"] = Content("application/json", schemas.Reference(takes.Body, isStrict: true)),
            };
        }

        operation["responses"] = Responses(method, schemas);
        return operation;
    }

    private static IEnumerable<JsonNode?> Parameters(string route, MethodInfo method)
    {
        if (route.Contains("{slug}", StringComparison.Ordinal))
        {
            yield return Parameter("slug", "path", new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
                ["minLength"] = Slug.MinLength,
                ["maxLength"] = Slug.MaxLength,
            });
        }

        if (route.Contains("{id}", StringComparison.Ordinal))
        {
            yield return Parameter("id", "path", new JsonObject { ["type"] = "string", ["format"] = "uuid" });
        }

        foreach (var query in method.GetCustomAttributes<QueryAttribute>())
        {
            var schema = new JsonObject { ["type"] = query.Type, ["description"] = query.Text };
            yield return Parameter(query.Name, "query", schema, query.IsRequired);
        }

        if (method.IsDefined(typeof(IdempotentAttribute)))
        {
            yield return Parameter("Idempotency-Key", "header", new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = "^[!-~]{1,128}$",
                ["description"] = "The same request under the same key is carried out once, and its answer repeated for a day.",
            });
        }
    }

    private static JsonObject Parameter(string name, string place, JsonObject schema, bool isRequired = false) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = place is "path" || isRequired, ["schema"] = schema };

    private static JsonObject Responses(MethodInfo method, OpenApiSchemas schemas)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var answers in method.GetCustomAttributes<AnswersAttribute>())
        {
            responses.Add(answers.Status, answers switch
            {
                { Body: { } body, ContentType: { } other } => Response(answers.Status, new JsonObject
                {
                    ["application/json"] = new JsonObject { ["schema"] = schemas.Reference(body) },
                    [other] = new JsonObject { ["schema"] = new JsonObject() },
                }),
                { Body: { } body } => Response(answers.Status, Content("application/json", schemas.Reference(body))),
                { ContentType: { } type } => Response(answers.Status, Content(type, [])),
                _ => Response(answers.Status),
            });
        }

        foreach (var refusals in Refusals(method).ToLookup(r => r.Status, r => r.Type))
        {
            var types = new JsonArray([.. refusals.Distinct().Order(StringComparer.Ordinal).Select(t => (JsonNode?)t)]);
            var schema = new JsonObject
            {
                ["allOf"] = new JsonArray(OpenApiSchemas.Ref(Problem)),
                ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = types } },
            };
            responses.TryAdd(refusals.Key, Response(refusals.Key));
            responses[refusals.Key]["content"]?.AsObject().Add("application/problem+json", new JsonObject { ["schema"] = schema });
        }

        return new JsonObject(responses.Select(r => KeyValuePair.Create($"{r.Key}", (JsonNode?)r.Value)));
    }

    // What the functions declare, and what the middlewares and the body reader answer in their place.
    private static IEnumerable<(int Status, string Type)> Refusals(MethodInfo method)
    {
        foreach (var refusal in method.GetCustomAttributes<RefusesAttribute>().SelectMany(r => r.Types.Select(type => (r.Status, type))))
        {
            yield return refusal;
        }

        if (!method.IsDefined(typeof(AllowAnonymousAttribute)))
        {
            yield return (401, ProblemTypes.Unauthenticated);
        }

        if (method.IsDefined(typeof(LimitedAttribute)))
        {
            yield return (429, ProblemTypes.TooManyRequests);
        }

        if (method.IsDefined(typeof(OperatorOnlyAttribute)))
        {
            yield return (404, ProblemTypes.NotFound);
            yield return (429, ProblemTypes.TooManyRequests);
        }

        if (method.IsDefined(typeof(TakesAttribute)) || method.IsDefined(typeof(IdempotentAttribute)))
        {
            yield return (400, ProblemTypes.InvalidRequest);
            yield return (408, ProblemTypes.InvalidRequest);
            yield return (413, ProblemTypes.RequestTooLarge);
        }

        if (method.IsDefined(typeof(TakesAttribute)))
        {
            yield return (415, ProblemTypes.UnsupportedMediaType);
        }

        if (method.IsDefined(typeof(IdempotentAttribute)))
        {
            yield return (409, ProblemTypes.RequestInProgress);
            yield return (422, ProblemTypes.IdempotencyMismatch);
        }

        yield return (500, ProblemTypes.Internal);
        yield return (503, ProblemTypes.Unavailable);
    }

    private static JsonObject Response(int status, JsonObject? content = null) => new()
    {
        ["description"] = ReasonPhrases.GetReasonPhrase(status),
        ["content"] = content ?? [],
    };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject ProblemSchema()
    {
        var text = new JsonObject { ["type"] = "string" };
        var number = new JsonObject { ["type"] = "integer" };
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = text,
                ["title"] = text.DeepClone(),
                ["status"] = number,
                ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "A sentence that a person can act on." },
                ["field"] = new JsonObject { ["type"] = "string", ["description"] = "The field of the body to look at." },
                ["retryAfterSeconds"] = number.DeepClone(),
                ["traceId"] = text.DeepClone(),
            },
            ["required"] = new JsonArray("type", "title", "status", "detail"),
        };
    }
}
