using System.Collections;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The environment of a project: the AppHost's own without what speaks to the AppHost, then Aspire's conventions, then
/// what AppHost.cs states.
/// </summary>
internal static class ChildEnvironment
{
    private static readonly string[] _appHostOnly =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "URLS", "HTTP_PORTS", "HTTPS_PORTS",
        "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE",
    ];

    private static readonly string[] _appHostOnlyPrefixes = ["ASPIRE_", "DOTNET_DASHBOARD_", "AppHost__"];

    public static async Task<Dictionary<string, string>> ForAsync(
        IResource resource, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var variables = Inherited();
        AddTelemetry(resource, configuration, variables);
        AddEndpoints(resource, variables);

        foreach (var annotation in resource.Annotations.OfType<EnvironmentAnnotation>())
        {
            await annotation.Add(variables, cancellationToken);
        }

        return variables;
    }

    private static Dictionary<string, string> Inherited()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);

        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;

            if (!_appHostOnly.Contains(name)
                && !_appHostOnlyPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                variables[name] = entry.Value as string ?? string.Empty;
            }
        }

        return variables;
    }

    // This dashboard takes no telemetry, so it is sent only where the developer says.
    private static void AddTelemetry(IResource resource, IConfiguration configuration, Dictionary<string, string> variables)
    {
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.CreateVersion7()}";

        var (endpoint, protocol) = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is { Length: > 0 } grpc
            ? (grpc, "grpc")
            : (configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"], "http/protobuf");

        if (string.IsNullOrEmpty(endpoint))
        {
            return;
        }

        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }

    private static void AddEndpoints(IResource resource, Dictionary<string, string> variables)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();

        if (endpoints.Count == 0)
        {
            return;
        }

        variables["ASPNETCORE_URLS"] = string.Join(';', endpoints.Select(endpoint => endpoint.Url));

        foreach (var endpoint in endpoints)
        {
            if (endpoint.EnvironmentName is { } name)
            {
                variables[name] = $"{endpoint.PortInUse}";
            }
        }
    }
}
