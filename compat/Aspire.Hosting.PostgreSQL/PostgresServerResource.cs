using System.Globalization;
using Aspire.Hosting.Postgres;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Postgres server.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString, IConnectionProperties
{
    internal const string UserName = "postgres";

    // 127.0.0.1 and not localhost: the server listens on IPv4 only.
    internal const string Host = "127.0.0.1";

    internal PostgresServerResource(string name, int? port)
        : base(name)
    {
        Endpoint = new EndpointAnnotation("tcp", "tcp", port, environmentName: null);
        Annotations.Add(Endpoint);
    }

    internal EndpointAnnotation Endpoint { get; }

    internal PostgresFolder? Folder { get; set; }

    internal List<PostgresDatabaseResource> DatabaseResources { get; } = [];

    internal string Port => Endpoint.PortInUse.ToString(CultureInfo.InvariantCulture);

    internal string Password => RequiredFolder.Password;

    internal PostgresFolder RequiredFolder => Folder
        ?? throw new DistributedApplicationException($"'{Name}' has no data folder: add WithDataBindMount(path).");

    internal string ConnectionString => $"Host={Host};Port={Port};Username={UserName};Password={Password}";

    IEnumerable<KeyValuePair<string, string>> IConnectionProperties.ConnectionProperties =>
    [
        new("Host", Host),
        new("Port", Port),
        new("Username", UserName),
        new("Password", Password),
        new("Uri", $"postgresql://{UserName}:{Password}@{Host}:{Port}"),
        new("JdbcConnectionString", $"jdbc:postgresql://{Host}:{Port}"),
    ];

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(ConnectionString);
}
