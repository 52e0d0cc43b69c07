namespace NcAspire.EndToEnd.Tests;

/// <summary>One stack for all tests that leave it as they found it; codes rotate fast, and the phone scans only when told to.</summary>
public abstract class OneStack(Backend backend) : IAsyncLifetime
{
    public static readonly IReadOnlyDictionary<string, string> Knobs = new Dictionary<string, string>
    {
        ["NC_WA_SIM_LINK_AFTER_MS"] = "-1",
        ["NC_WA_SIM_QR_REFRESH_MS"] = "5000",
    };

    private Stack? _stack;

    public Stack Stack => _stack ?? throw backend.Missing ?? new InvalidOperationException("The stack is not started.");

    public async ValueTask InitializeAsync()
    {
        if (backend.Missing is null)
        {
            _stack = await Stack.StartAsync(backend, Knobs, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
