using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>A relay with the usual settings for one test class.</summary>
public sealed class UsualRelay(EmbeddedPostgres postgres, SchemaTemplate template) : IAsyncLifetime
{
    private TestRelay? _relay;

    internal TestRelay Relay => _relay ?? throw new InvalidOperationException("It has not begun.");

    public async ValueTask InitializeAsync() => _relay = await TestRelay.StartAsync(postgres, template);

    /// <summary>One beside it, with other settings.</summary>
    internal Task<TestRelay> AnotherAsync(params (string Name, string Value)[] settings) => TestRelay.StartAsync(postgres, template, settings);

    public ValueTask DisposeAsync() => Relay.DisposeAsync();
}
