using Microsoft.Extensions.DependencyInjection;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Core.Tests;

/// <summary>Gives each test a database of its own with the schema.</summary>
public abstract class CoreTest(EmbeddedPostgres postgres, SchemaTemplate template) : IAsyncLifetime
{
    private readonly List<World> _worlds = [];
    private NpgsqlDataSource? _database;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _database = NpgsqlDataSource.Create(await template.CopyAsync(postgres, Ct));

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var world in _worlds)
        {
            await world.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    protected async Task<World> WorldAsync(Action<IServiceCollection>? configure = null)
    {
        var world = await World.CreateAsync(_database ?? throw new InvalidOperationException("The test has not begun."), configure);
        _worlds.Add(world);
        return world;
    }
}
