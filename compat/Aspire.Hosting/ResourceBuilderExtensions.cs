using System.Net;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Verbs that state facts about resources. All of them only annotate.</summary>
public static class ResourceBuilderExtensions
{
    private const string Http = "http";

    /// <summary>Gives the process an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment =>
        builder.Annotate(Environment(variables => variables[name] = value ?? string.Empty));

    /// <summary>
    /// Lets the process listen with HTTP on <paramref name="port"/>, or on any free port. The process learns it from
    /// ASPNETCORE_URLS and, if named, from the variable <paramref name="env"/>.
    /// </summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        if (isProxied is true || (port is not null && targetPort is not null && port != targetPort))
        {
            throw new DistributedApplicationException(
                $"The endpoint of '{builder.Resource.Name}' asks for a proxy, but there is none here: use one port and isProxied: false.");
        }

        var endpoint = new EndpointAnnotation(Http, name ?? Http, port ?? targetPort, env);

        return builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(other => other.Name == endpoint.Name)
            ? throw new DistributedApplicationException(
                $"The resource '{builder.Resource.Name}' has two endpoints with the name '{endpoint.Name}'.")
            : builder.Annotate(endpoint);
    }

    /// <summary>Marks the HTTP endpoints as the ones that people open.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Calls the resource healthy while <paramref name="path"/> answers <paramref name="statusCode"/> (200).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.Annotate(new HttpHealthCheckAnnotation(path ?? "/", statusCode ?? (int)HttpStatusCode.OK, endpointName));

    /// <summary>
    /// Hands over a connection: <c>ConnectionStrings__{name}</c>, and its parts as <c>{NAME}_HOST</c>, <c>{NAME}_PORT</c> and so on.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var connection = source.Resource;
        var name = connectionName ?? connection.Name;

        return builder.Annotate(new EnvironmentAnnotation(async (variables, cancellationToken) =>
        {
            if (await connection.GetConnectionStringAsync(cancellationToken) is not { Length: > 0 } connectionString)
            {
                if (optional)
                {
                    return;
                }

                throw new DistributedApplicationException($"The connection string of '{connection.Name}' is not available.");
            }

            variables[$"ConnectionStrings__{name}"] = connectionString;

            foreach (var (property, value) in (connection as IConnectionProperties)?.ConnectionProperties ?? [])
            {
                variables[$"{EnvironmentName(name)}_{property.ToUpperInvariant()}"] = value;
            }
        }));
    }

    /// <summary>Hands over a service's addresses: <c>services__{name}__{endpoint}__0</c> and <c>{NAME}_{ENDPOINT}</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var service = source.Resource;

        return builder.Annotate(Environment(variables =>
        {
            foreach (var endpoint in service.Annotations.OfType<EndpointAnnotation>())
            {
                variables[$"services__{service.Name}__{endpoint.Name}__0"] = endpoint.Url;
                variables[$"{EnvironmentName(service.Name)}_{EnvironmentName(endpoint.Name)}"] = endpoint.Url;
            }
        }));
    }

    /// <summary>Starts the resource once <paramref name="dependency"/> is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder.Annotate(new WaitAnnotation(dependency.Resource, CompletionExitCode: null));

    /// <summary>Starts the resource once <paramref name="dependency"/> has ended with <paramref name="exitCode"/>.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport =>
        builder.Annotate(new WaitAnnotation(dependency.Resource, exitCode));

    internal static IResourceBuilder<T> Annotate<T>(this IResourceBuilder<T> builder, IResourceAnnotation annotation)
        where T : IResource
    {
        builder.Resource.Annotations.Add(annotation);
        return builder;
    }

    private static EnvironmentAnnotation Environment(Action<IDictionary<string, string>> add) =>
        new((variables, _) =>
        {
            add(variables);
            return ValueTask.CompletedTask;
        });

    private static string EnvironmentName(string name) =>
        name.ToUpperInvariant().Replace('-', '_');
}
