using Microsoft.Extensions.Logging.Abstractions;
using NcAspire.Core.Instances;
using NcAspire.Store.Postgres.Migrations;
using Npgsql;

namespace NcAspire.Testing;

/// <summary>
/// A database with the whole schema and three regions, made once and then copied for each test:
/// <c>[assembly: AssemblyFixture(typeof(SchemaTemplate))]</c> beside <see cref="EmbeddedPostgres"/>.
/// </summary>
public sealed class SchemaTemplate : IDisposable
{
    private static readonly Region[] _regions =
    [
        new("home", "Home", "fake", IsEnabled: true, IsDefault: true),
        new("closed", "Closed", "fake", IsEnabled: false, IsDefault: false),
        new("elsewhere", "Elsewhere", "nowhere", IsEnabled: true, IsDefault: false),
    ];

    private readonly SemaphoreSlim _gate = new(1);
    private string? _template;

    /// <summary>Makes a copy for the caller alone and answers its connection string.</summary>
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
        var runner = new MigrationRunner(dataSource, Migration.Embedded, _regions, NullLogger<MigrationRunner>.Instance);
        await runner.RunAsync(cancellationToken);
        return template;
    }
}
