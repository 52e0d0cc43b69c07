using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Postgres;

namespace Aspire.Hosting;

/// <summary>Verbs that add Postgres.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a server with the user "postgres" and a password that is made once and kept with the data.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        if (userName is not null || password is not null)
        {
            throw new DistributedApplicationException($"'{name}' makes up its own user and password.");
        }

        var resource = new PostgresServerResource(name, port);
        resource.Annotations.Add(new EmbeddedPostgres(resource));
        return builder.AddResource(resource);
    }

    /// <summary>Adds a database; it is created if the server does not have it.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.DatabaseResources.Add(database);
        return builder.ApplicationBuilder.AddResource(database);
    }

    /// <summary>Keeps the data in this folder.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(
        this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = false)
    {
        if (isReadOnly)
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot work in a read-only folder.");
        }

        builder.Resource.Folder = new PostgresFolder(Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory));
        return builder;
    }

    /// <summary>Listens on this port; null for any free one.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(
        this IResourceBuilder<PostgresServerResource> builder, int? port)
    {
        builder.Resource.Endpoint.Port = port;
        return builder;
    }
}
