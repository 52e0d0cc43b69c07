using NcAspire.Isolation.Tests.Setting;

namespace NcAspire.Isolation.Tests;

/// <summary>All tests on the one VM run one after another; each begins without a firewall.</summary>
[Collection<OneVm>]
public abstract class IsolationTest(Vm vm) : IAsyncLifetime
{
    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected Vm Vm => vm;

    public ValueTask InitializeAsync() => vm.ReadyAsync(Ct);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Puts the firewall up, as the operator does, and looks that it stands.</summary>
    private protected async Task ProtectAsync(params string[] parameters)
    {
        (await vm.FirewallAsync(Ct, parameters)).Expected();
        Assert.Equal("", (await vm.FirewallAsync(Ct, [.. parameters, "--check"])).Expected());
    }
}
