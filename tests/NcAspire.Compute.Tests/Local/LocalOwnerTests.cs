using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Local;

/// <summary>Gateways end with their owner, however that goes.</summary>
public sealed class LocalOwnerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_killed_owner_leaves_no_gateway(bool ignoresTerm)
    {
        await using var backend = new LocalBackend();
        var provider = backend.Provider;
        var spec = await backend.RunningAsync(new GatewayScript(IgnoresTerm: ignoresTerm));
        var gateway = backend.Pid(spec.Name, "gateway");

        backend.Owner.Kill();

        await Eventually.HoldsAsync(() => !LocalBackend.Runs(gateway), TimeSpan.FromSeconds(20), Ct);
        var state = await provider.WaitAsync(spec.Name, Ct).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);
        Assert.Equal((MachinePhase.Exited, ignoresTerm ? 137 : 0), (state.Phase, state.ExitCode));
    }
}
