using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>Kestrel as the caller of the HTTP functions: no Functions host stands in between.</summary>
internal static class HttpListener
{
    private const string DefaultAddress = "http://localhost:7071";
    private const string DefaultRoutePrefix = "api";
    private static readonly string[] _reservedRoutes = ["admin", "runtime"];
    private static readonly string[] _addressKeys = ["urls", "http_ports", "https_ports"];

    public static void Map(WebApplication application)
    {
        if (!HasAddress(application.Configuration))
        {
            application.Urls.Add(DefaultAddress);
        }

        // Headers are believed only as far as the application has configured ForwardedHeadersOptions.
        application.UseForwardedHeaders();

        var functions = application.Services.GetRequiredService<FunctionIndex>();
        var pipeline = application.Services.GetRequiredService<InvocationPipeline>();
        var logger = application.Services.GetRequiredService<ILogger<HttpEndpoint>>();
        var prefix = RoutePrefix(application.Configuration, application.Environment.ContentRootPath);

        foreach (var function in functions.TriggeredBy<HttpTriggerAttribute>())
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var pattern = Pattern(function, prefix, trigger.Route ?? function.Name);
            var endpoint = new HttpEndpoint(function, $"/{pattern.RawText}", pipeline, application.Lifetime, logger);

            application.Map(pattern, endpoint.HandleAsync)
                .WithMetadata(new HttpMethodMetadata(trigger.Methods ?? []))
                .WithDisplayName(function.Name);
        }
    }

    private static RoutePattern Pattern(Function function, string prefix, string route)
    {
        if (_reservedRoutes.FirstOrDefault(r => route.StartsWith(r, StringComparison.OrdinalIgnoreCase)) is { } reserved)
        {
            throw function.Refusal(
                $"has the route '{route}', but the Azure Functions host refuses routes that start with '{reserved}'");
        }

        var pattern = RoutePatternFactory.Parse(prefix.Length == 0 ? route : $"{prefix}/{route}");
        function.RequireParameters(
            typeof(HttpRequest), pattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal));

        return function.ResultType is null || function.ResultType.IsAssignableTo(typeof(IResult))
            ? pattern
            : throw function.Refusal($"gives back {function.ResultType.Name}; an HTTP function gives back an IResult or nothing");
    }

    private static bool HasAddress(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").Exists()
        || _addressKeys.Any(key => !string.IsNullOrEmpty(configuration[key]));

    // The host's own environment variable (AzureFunctionsJobHost__extensions__http__routePrefix) wins over host.json.
    private static string RoutePrefix(IConfiguration configuration, string contentRoot) =>
        (configuration["AzureFunctionsJobHost:extensions:http:routePrefix"]
            ?? RoutePrefix(Path.Combine(contentRoot, "host.json"))
            ?? RoutePrefix(Path.Combine(AppContext.BaseDirectory, "host.json"))
            ?? DefaultRoutePrefix).Trim('/');

    // { "version": "2.0", "extensions": { "http": { "routePrefix": "api" } } }
    private static string? RoutePrefix(string hostJson)
    {
        if (!File.Exists(hostJson))
        {
            return null;
        }

        using var settings = JsonDocument.Parse(
            File.ReadAllText(hostJson), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return settings.RootElement.TryGetProperty("extensions", out var extensions)
            && extensions.TryGetProperty("http", out var http)
            && http.TryGetProperty("routePrefix", out var prefix)
            ? prefix.GetString()
            : null;
    }
}
