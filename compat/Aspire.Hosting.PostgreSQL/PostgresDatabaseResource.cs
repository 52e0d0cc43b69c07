namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database in a Postgres server; made with the server's first start.</summary>
public class PostgresDatabaseResource : Resource, IResourceWithConnectionString, IConnectionProperties
{
    internal PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent)
        : base(name)
    {
        DatabaseName = databaseName;
        Parent = parent;
        Annotations.Add(new ParentAnnotation(parent));
    }

    public string DatabaseName { get; }

    public PostgresServerResource Parent { get; }

    IEnumerable<KeyValuePair<string, string>> IConnectionProperties.ConnectionProperties =>
        ((IConnectionProperties)Parent).ConnectionProperties
            .Select(property => property.Key is "Uri" or "JdbcConnectionString"
                ? KeyValuePair.Create(property.Key, $"{property.Value}/{DatabaseName}")
                : property)
            .Append(KeyValuePair.Create("DatabaseName", DatabaseName));

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>($"{Parent.ConnectionString};Database={DatabaseName}");
}
