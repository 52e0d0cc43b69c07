namespace NcAspire.DockerGuard.Tests;

/// <summary>How often the guard counts what there is. That the count holds is tested on a real engine.</summary>
public sealed class RoomTests
{
    private readonly ScriptedEngine _engine = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private int Listings => _engine.Calls.Count(call => call is "list-owned");

    [Fact]
    public async Task A_listing_is_made_only_when_the_places_that_the_last_one_left_are_given_away()
    {
        // One of these four is taken.
        await using var guard = await TestGuard.StartAsync(_engine, isSocket: false, ("Guard:MaxInstances", "4"));

        for (var request = 1; request <= 3; request++)
        {
            await guard.Provider.EnsureVolumeAsync(ScriptedEngine.Instance, ScriptedEngine.Volume, Ct);
            Assert.Equal(1, Listings);
        }

        await guard.Provider.EnsureVolumeAsync(ScriptedEngine.Instance, ScriptedEngine.Volume, Ct);
        Assert.Equal(2, Listings);

        // Machines are counted by themselves.
        await guard.Provider.CreateAsync(ScriptedEngine.Spec, Ct);
        Assert.Equal(3, Listings);
    }
}
