using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>Gives each test an application and a database of its own.</summary>
public abstract class ApiTest(EmbeddedPostgres postgres, SchemaTemplate template) : IAsyncLifetime
{
    private Api? _api;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected Api Api => _api ?? throw new InvalidOperationException("The test has not begun.");

    protected virtual string[] Settings => [];

    public virtual async ValueTask InitializeAsync() =>
        _api = await Api.StartAsync(await template.CopyAsync(postgres, Ct), configure: null, Settings);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }
    }
}
