using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>What people look at often comes from rows, however many machines there are and however their backend does.</summary>
public sealed class StatusReadTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private const string Token = "the operators' own token";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_never_calls_the_engine_or_a_gateway_except_the_one_that_asks()
    {
        await using var api = await Api.StartAsync(
            await template.CopyAsync(postgres, Ct),
            configure: null,
            Timers.Off,
            $"Ops:TokenHash={Convert.ToHexString(Core.Accounts.Token.Hash(Token))}");
        using var ada = await api.SignUpAsync();
        using var operators = new Person(api, Token);
        var created = await ada.PostAsync("instances", new { slug = "ada" });
        await ada.FinishAsync(created);
        using var events = await ada.WatchAsync("ada");
        await events.UntilAsync("status", s => s.GetProperty("status").GetString() is "running");
        var reads = Routes.All.Where(r => r.Method == HttpMethod.Get && r.Function is not ("WatchInstance" or "GetInstanceHealth")).ToList();
        Assert.True(reads.Count > 9);
        var before = api.Compute.Faults.Calls;

        for (var round = 0; round < 20; round++)
        {
            foreach (var read in reads)
            {
                var caller = read.IsForOperators ? operators : ada;
                var query = read.Function is "FindUser" ? $"?email={ada.Email}" : "";
                (await caller.GetAsync(read.For("ada", created.Location?.Split('/')[^1]) + query)).Expect(200);
            }
        }

        await api.ExecuteAsync("update instances set drift = '{changed}'");
        await events.UntilAsync("status", s => s.GetProperty("drift").GetArrayLength() is 1);
        Assert.Equal(before, api.Compute.Faults.Calls);

        (await ada.GetAsync("instances/ada/health")).Expect(200);
        Assert.Equal(nameof(FakeCompute.InspectAsync), api.Compute.Faults.Calls[before.Count]);
    }

    [Fact]
    public async Task A_list_is_one_round_trip_with_the_session_of_its_caller()
    {
        await using var api = await Api.StartAsync(await template.CopyAsync(postgres, Ct), configure: null, Timers.Off);
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        await ada.CreateRunningAsync("bob");

        using var list = DatabaseCalls.Watch();
        Assert.Equal(2, (await ada.GetAsync("instances")).Expect(200).Body.Split("\"slug\"").Length - 1);
        Assert.Equal(1, list.Count);

        // What is counted is counted: an instance is looked up after its caller.
        using var one = DatabaseCalls.Watch();
        (await ada.GetAsync("instances/ada")).Expect(200);
        Assert.Equal(2, one.Count);
    }

    [Fact]
    public async Task Reads_go_on_while_the_backend_is_away()
    {
        await using var api = await Api.StartAsync(await template.CopyAsync(postgres, Ct));
        using var ada = await api.SignUpAsync();
        await ada.CreateRunningAsync("ada");

        api.Compute.IsAway = true;

        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Expect(200).Text("status"));
        (await ada.GetAsync("instances")).Expect(200);
        (await ada.GetAsync("instances/ada/health")).ExpectProblem(502, "gateway-unreachable");
        api.Compute.IsAway = false;
    }
}
