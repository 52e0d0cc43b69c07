using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Instances;
using NcAspire.Store.Postgres.Migrations;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

/// <summary>A database with the whole schema, made once, which every test copies.</summary>
public sealed class SchemaTemplate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _template;

    public static Region Local { get; } = new("local", "This computer", "local", IsEnabled: true, IsDefault: true);

    public async Task<string> CopyAsync(EmbeddedPostgres postgres, CancellationToken cancellationToken)
    {
        // A database is copied only while nobody is connected to it: one copy after the other.
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _template ??= await MakeAsync(postgres, cancellationToken);
            return await postgres.CloneDatabaseAsync(_template, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static async Task<string> MakeAsync(EmbeddedPostgres postgres, CancellationToken cancellationToken)
    {
        var template = await postgres.CreateDatabaseAsync(cancellationToken);
        await using var dataSource = NpgsqlDataSource.Create($"{template};Pooling=false");
        var runner = new MigrationRunner(dataSource, Migration.Embedded, [Local], NullLogger<MigrationRunner>.Instance);
        await runner.RunAsync(cancellationToken);
        return template;
    }
}
