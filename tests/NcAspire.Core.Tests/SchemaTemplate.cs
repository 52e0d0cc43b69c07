using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Instances;
using NcAspire.Store.Postgres.Migrations;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Core.Tests;

/// <summary>A database with the whole schema and three regions.</summary>
public sealed class SchemaTemplate : DatabaseTemplate
{
    private static readonly Region[] _regions =
    [
        new("home", "Home", "fake", IsEnabled: true, IsDefault: true),
        new("closed", "Closed", "fake", IsEnabled: false, IsDefault: false),
        new("elsewhere", "Elsewhere", "nowhere", IsEnabled: true, IsDefault: false),
    ];

    protected override async Task FillAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var runner = new MigrationRunner(dataSource, Migration.Embedded, _regions, NullLogger<MigrationRunner>.Instance);
        await runner.RunAsync(cancellationToken);
    }
}
