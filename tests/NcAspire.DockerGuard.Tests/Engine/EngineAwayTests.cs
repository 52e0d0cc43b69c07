using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>The engine goes away under the guard and comes back; the guard holds nothing that could go stale.</summary>
public sealed class EngineAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_fail_while_the_engine_is_away_and_go_on_when_it_is_back(bool isKilled)
    {
        await using var engine = await PrivateEngine.CreateAsync(Ct);
        await using var guard = await engine.GuardAsync();
        var instance = InstanceId.New(TimeProvider.System);
        var volume = InstanceNames.Volume(instance);
        await guard.Provider.EnsureVolumeAsync(instance, volume, Ct);
        Assert.Equal("""{"alive":true,"engine":true}""", await HealthAsync(guard));
        var notice = guard.Provider.WatchAsync(Ct).GetAsyncEnumerator(Ct).MoveNextAsync();

        await (isKilled ? engine.KillAsync(Ct) : engine.StopAsync(Ct));

        Assert.True((await Assert.ThrowsAsync<ProviderException>(async () => await notice)).IsTransient);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => guard.Provider.VolumeExistsAsync(volume, Ct))).IsTransient);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => guard.Provider.InspectAsync(ScriptedEngine.Machine, Ct))).IsTransient);
        await Eventually.TrueAsync(async () => await HealthAsync(guard) is """{"alive":true,"engine":false}""", Ct);

        await engine.StartAsync(Ct);

        Assert.True(await guard.Provider.VolumeExistsAsync(volume, Ct));
        Assert.Equal(MachineState.Missing, await guard.Provider.InspectAsync(ScriptedEngine.Machine, Ct));
        await Eventually.TrueAsync(async () => await HealthAsync(guard) is """{"alive":true,"engine":true}""", Ct);
    }

    private static async Task<string> HealthAsync(TestGuard guard)
    {
        using var http = guard.NewHttp();
        return await http.GetStringAsync(new Uri("/health", UriKind.Relative), Ct);
    }
}
