using System.Text.Json;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Isolation.Tests.Gateways;

/// <summary>All tests on the one machine run one after another.</summary>
[Collection<OneMachine>]
public abstract class MachineTest(RealMachine machine) : IAsyncLifetime
{
    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected static string Headers { get; } = JsonSerializer.Serialize(ServiceIdentity.Headers);

    private protected RealMachine Machine => machine;

    public ValueTask InitializeAsync() => machine.ReadyAsync(Ct);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    private protected async Task<string> ReadAsync(params string[] command) => (await machine.InsideAsync(command, Ct)).Expected();
}
