using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class OperatorTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const string Canary = "canary-operators-5e1f";

    private static IEnumerable<Route> Closed => Routes.All.Where(r => r.IsForOperators);

    protected override string[] Settings =>
    [
        $"Ops:TokenHash={Convert.ToHexString(Core.Accounts.Token.Hash(Canary))}", "Logging:LogLevel:Default=Trace",
        "Logging:LogLevel:Microsoft=Trace",
    ];

    private Person Operators => new(Api, Canary);

    [Fact]
    public void All_that_is_for_operators_has_an_address_of_its_own()
    {
        Assert.Equal(
            [
                "FindUser", "ListAudit", "ListHosts", "ListKeys", "ListOrphans", "LockUser", "RotateKeys", "SetUserCap", "SweepOrphansNow",
                "UnlockUser", "VerifyAudit",
            ],
            Closed.Select(r => r.Function));
        Assert.Equal(Closed, Routes.All.Where(r => r.Template.StartsWith("ops/", StringComparison.Ordinal)));
        Assert.DoesNotContain(Closed, r => r.IsAnonymous);
    }

    [Fact]
    public async Task Nobody_else_gets_in()
    {
        using var ada = await Api.SignUpAsync();
        var address = 0;
        foreach (var route in Closed)
        {
            foreach (var header in (string?[])
                [
                    null, "", "Bearer", "Bearer ", "Bearer garbage", $"Bearer {ada.Token}", $"Bearer {Canary}x", $"Bearer {Canary.ToUpperInvariant()}",
                    $"Basic {Canary}", Canary, $"Bearer {new string('x', 5000)}",
                    $"Bearer {Convert.ToHexString(Core.Accounts.Token.Hash(Canary))}",
                ])
            {
                var answer = await CallAsync(route, header, $"203.0.113.{address++}");
                Assert.True(answer.Status is 401, $"{route.Function} answers {answer.Status} to the header '{header}'.");
                Assert.Equal("unauthenticated", answer.Problem());
                Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            }
        }

        Assert.Equal(0, await Api.ScalarAsync<long>("select count(*) from audit_log where action = 'operator.call'"));
    }

    [Fact]
    public async Task The_operators_token_is_no_session()
    {
        using var operators = Operators;

        (await operators.GetAsync("me")).ExpectProblem(401, "unauthenticated");
        (await operators.GetAsync("instances")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Guesses_are_few_per_address()
    {
        var route = Routes.Named("ListHosts");
        for (var guess = 0; guess < 20; guess++)
        {
            (await CallAsync(route, $"Bearer guess-{guess}", "203.0.113.7")).ExpectProblem(401, "unauthenticated");
        }

        var refused = (await CallAsync(route, $"Bearer {Canary}", "203.0.113.7")).ExpectProblem(429, "too-many-requests");
        Assert.InRange(refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        (await CallAsync(route, $"Bearer {Canary}", "203.0.113.8")).Expect(200);
    }

    [Fact]
    public async Task They_see_what_a_host_has_and_takes()
    {
        using var ada = await Api.SignUpAsync();
        using var operators = Operators;
        await ada.CreateRunningAsync("ada");
        await ada.CreateRunningAsync("ada-2");
        await ada.FinishAsync(await ada.PostAsync("instances/ada-2/stop"));

        var host = (await operators.GetAsync("ops/hosts")).Expect(200).Json.GetProperty("items")[0];

        Assert.Equal("fake", host.GetProperty("provider").GetString());
        Assert.Equal("fake-host", host.GetProperty("host").GetString());
        Assert.True(host.GetProperty("answers").GetBoolean());
        Assert.Equal(64L << 30, host.GetProperty("memory").GetProperty("totalBytes").GetInt64());
        Assert.Equal(1536L << 20, host.GetProperty("memory").GetProperty("reservedBytes").GetInt64());
        Assert.Equal((62L << 30) - (1536L << 20), host.GetProperty("memory").GetProperty("freeBytes").GetInt64());
        Assert.Equal((40, 1, 1), (Number(host, "fits"), Number(host, "running"), Number(host, "stopped")));

        static int Number(System.Text.Json.JsonElement host, string name) => host.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task They_see_what_nobody_owns_before_it_is_removed_and_what_they_change_is_audited()
    {
        using var ada = await Api.SignUpAsync();
        using var operators = Operators;
        foreach (var slug in (string[])["ada", "ada-2", "ada-3"])
        {
            await ada.CreateRunningAsync(slug);
        }

        var lost = InstanceId.New(TimeProvider.System);
        Api.Compute.Leave(lost, TimeProvider.System.GetUtcNow());
        var swept = (await operators.PostAsync("ops/orphans/sweep")).Expect(200);

        Assert.Equal(swept.Body, (await operators.GetAsync("ops/orphans")).Expect(200).Body);
        var items = swept.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["machine", "volume"], items.Select(i => i.GetProperty("kind").GetString()));
        Assert.All(items, i => Assert.Equal(lost.Value, i.GetProperty("instanceId").GetGuid()));
        Assert.Equal(
            [TimeSpan.FromMinutes(15), TimeSpan.FromDays(7)],
            items.Select(i => i.GetProperty("removedAfter").GetDateTimeOffset() - i.GetProperty("firstSeenAt").GetDateTimeOffset()));
        Assert.Equal(
            "POST /api/ops/orphans/sweep",
            await Api.ScalarAsync<string>("select detail from audit_log where action = 'operator.call' and user_id is null"));

        await Api.ExecuteAsync("update orphans set first_seen_at = first_seen_at - interval '16 minutes'");
        Assert.Single((await operators.PostAsync("ops/orphans/sweep")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(3, Api.Compute.Machines.Count);
        Assert.Equal(4, Api.Compute.Volumes.Count);
    }

    [Fact]
    public async Task Their_token_is_nowhere()
    {
        using var operators = Operators;
        (await operators.GetAsync("ops/hosts")).Expect(200);
        (await operators.PostAsync("ops/orphans/sweep")).Expect(200);
        await Api.ExecuteAsync("alter table orphans rename to orphans_away");
        (await operators.GetAsync("ops/orphans")).Expect(500);
        await Api.ExecuteAsync("alter table orphans_away rename to orphans");

        Assert.Contains("failed unexpectedly", Api.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, Api.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, (await Api.DumpAsync()).Text, StringComparison.Ordinal);
    }

    private Task<Answer> CallAsync(Route route, string? authorization, string address)
    {
        var request = new HttpRequestMessage(route.Method, route.Template);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return Api.Nobody.SendAsync(request);
    }
}
