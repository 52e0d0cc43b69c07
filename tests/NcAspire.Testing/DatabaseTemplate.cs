namespace NcAspire.Testing;

/// <summary>A database that is filled once and then copied for each test.</summary>
public abstract class DatabaseTemplate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _template;

    /// <summary>Makes a copy for the caller alone and answers its connection string.</summary>
    public async Task<string> CopyAsync(EmbeddedPostgres postgres, CancellationToken cancellationToken)
    {
        // A database is copied only while nobody is connected to it: one copy after the other.
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_template is null)
            {
                var template = await postgres.CreateDatabaseAsync(cancellationToken);
                await FillAsync($"{template};Pooling=false", cancellationToken);
                _template = template;
            }

            return await postgres.CloneDatabaseAsync(_template, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task FillAsync(string connectionString, CancellationToken cancellationToken);
}
