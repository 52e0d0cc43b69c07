using System.Text.Json;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>What backends give notice of. No timer helps here.</summary>
public sealed class WatchTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_dies_is_started_again_at_once_and_its_page_is_told_why()
    {
        await using var api = await StartAsync();
        using var ada = await api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        using var events = await ada.WatchAsync("ada");
        await events.UntilAsync("status", s => s.GetProperty("status").GetString() is "running");

        api.Compute.IsShortOfMemory = true;
        api.Compute.Crash(instance, 137);

        var told = await events.UntilAsync("status", s => s.GetProperty("incident").ValueKind is JsonValueKind.Object);
        Assert.Equal("urn:ncaspire:out-of-memory", told.GetProperty("incident").GetProperty("type").GetString());
        Assert.Equal("The gateway ran out of memory (limit 1.5 GiB)", told.GetProperty("incident").GetProperty("title").GetString());
        Assert.Equal("start", told.GetProperty("operation").GetProperty("kind").GetString());
        await events.UntilAsync("status", s => s.GetProperty("operation").ValueKind is JsonValueKind.Null);
        Assert.Equal(2, api.Compute.Machines.Single().Value.Starts);

        (await ada.DeleteAsync("instances/ada/incident")).Expect(204);
        await events.UntilAsync("status", s => s.GetProperty("incident").ValueKind is JsonValueKind.Null);
        (await ada.DeleteAsync("instances/ada/incident")).Expect(204);
    }

    [Fact]
    public async Task A_crash_loop_ends_in_an_error_that_says_so_and_a_start_works_again()
    {
        await using var api = await StartAsync("Instances:CrashesAllowed=2");
        using var ada = await api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        for (var starts = 1; starts <= 3; starts++)
        {
            await RunsAsync(ada, api, starts);
            api.Compute.Crash(instance, 3);
        }

        await Eventually.TrueAsync(async () => (await ada.GetAsync("instances/ada")).Text("status") is "error", Ct);

        var failed = await ada.GetAsync("instances/ada");
        Assert.Equal("urn:ncaspire:crash-loop", failed.Text("failure.type"));
        Assert.Contains("3 times within 10 minutes, the last time with exit code 3", failed.Text("failure.detail"), StringComparison.Ordinal);
        Assert.Equal("succeeded", (await ada.FinishAsync(await ada.PostAsync("instances/ada/start"))).Text("state"));
        Assert.Equal("", (await ada.GetAsync("instances/ada")).Text("failure"));
    }

    [Fact]
    public async Task A_flood_of_notices_about_one_machine_is_one_look()
    {
        await using var api = await StartAsync("Watch:Settle=00:00:01");
        using var ada = await api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        await Eventually.TrueAsync(async () => (await ada.GetAsync("instances/ada")).Text("operation") is "", Ct);
        var before = api.Compute.Faults.CountOf(nameof(FakeCompute.InspectAsync));

        for (var notice = 0; notice < 500; notice++)
        {
            api.Compute.Mention(instance);
        }

        // Also seen behind a flood, since that is one look, or two when the first came early.
        api.Compute.Crash(instance);
        await RunsAsync(ada, api, starts: 2);
        var ofTheStart = 3;
        Assert.InRange(api.Compute.Faults.CountOf(nameof(FakeCompute.InspectAsync)) - before - ofTheStart, 1, 2);
    }

    [Fact]
    public async Task A_backend_that_goes_away_is_told_once_and_followed_again_when_it_is_back()
    {
        await using var api = await StartAsync("Watch:FirstDelay=00:00:00.02", "Watch:LongestDelay=00:00:00.05");
        using var ada = await api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");

        api.Compute.IsAway = true;
        await Eventually.TrueAsync(() => api.Compute.Faults.CountOf(nameof(FakeCompute.CapacityAsync)) > 3, Ct);
        Assert.Single(Lines(api, "is away"));
        Assert.Empty(Lines(api, "is back"));
        (await ada.GetAsync("instances/ada")).Expect(200);
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));

        // Ends while nobody listens: seen by the pass that follows the return.
        api.Compute.Crash(instance);
        api.Compute.IsAway = false;
        await RunsAsync(ada, api, starts: 2);
        Assert.Single(Lines(api, "is away"));
        Assert.Single(Lines(api, "is back"));

        // Then notices count again.
        await Eventually.TrueAsync(() => api.Compute.Watchers is 1, Ct);
        api.Compute.Crash(instance);
        await RunsAsync(ada, api, starts: 3);
        Assert.DoesNotContain(api.Log.All, l => l.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_fault_in_looking_does_not_end_the_watch()
    {
        await using var api = await StartAsync();
        using var ada = await api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        api.Compute.Faults.FailBefore(nameof(FakeCompute.InspectAsync), () => new InvalidOperationException("strange"));
        api.Compute.Mention(instance);
        await Eventually.TrueAsync(() => api.Log.All.Any(l => l.Text.Contains("strange", StringComparison.Ordinal)), Ct);

        api.Compute.Crash(instance);

        await RunsAsync(ada, api, starts: 2);
    }

    private static Task RunsAsync(Person ada, Api api, int starts) => Eventually.TrueAsync(
        async () => await ada.GetAsync("instances/ada") is var now && now.Text("status") is "running" && now.Text("operation") is ""
            && api.Compute.Machines.Single().Value.Starts == starts,
        Ct);

    private static IEnumerable<string> Lines(Api api, string words) =>
        api.Log.All.Where(l => l.Text.Contains($"The backend fake {words}", StringComparison.Ordinal)).Select(l => l.Text);

    private async Task<Api> StartAsync(params string[] settings)
    {
        var api = await Api.StartAsync(await template.CopyAsync(postgres, Ct), configure: null, [Timers.Off, .. settings]);
        await Eventually.TrueAsync(() => api.Compute.Watchers is 1, Ct);
        return api;
    }
}
