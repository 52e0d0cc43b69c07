using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class LimitTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    protected override string[] Settings =>
    [
        Timers.Off, "Limits:InstanceCreate:Count=2", "Limits:QrStart:Count=2", "Limits:KeyWrite:Count=2", "Limits:KeyWrite:Window=00:00:30",
        "Limits:InstanceChange:Count=2",
        "Accounts:FreeLoginFailures=2", "Accounts:FirstLoginDelay=00:00:04",
    ];

    [Theory]
    [InlineData("CreateInstance", 3600)]
    [InlineData("StartQr", 600)]
    [InlineData("StopInstance", 600)]
    [InlineData("SetOwner", 600)]
    [InlineData("SetAccess", 600)]
    [InlineData("SetLlm", 30)]
    [InlineData("SetChannel", 30)]
    [InlineData("CheckKey", 30)]
    public async Task What_costs_something_can_be_done_only_so_often(string function, int seconds)
    {
        using var ada = await Api.SignUpAsync();
        using var eve = await Api.SignUpAsync("eve");
        var route = Routes.Named(function);
        for (var i = 0; i < 2; i++)
        {
            Assert.NotEqual(429, (await ada.SendAsync(route.Method, route.For("ada"), Bodies.For(route))).Status);
        }

        var refused = (await ada.SendAsync(route.Method, route.For("ada"), Bodies.For(route))).ExpectProblem(429, "too-many-requests");

        Assert.InRange(refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(seconds - 25), TimeSpan.FromSeconds(seconds));
        Assert.NotEqual(429, (await eve.SendAsync(route.Method, route.For("ada"), Bodies.For(route))).Status);
        Assert.NotEqual(429, (await ada.GetAsync("instances")).Status);

        await Api.ExecuteAsync("update rate_limits set window_ends = now()");
        Assert.NotEqual(429, (await ada.SendAsync(route.Method, route.For("ada"), Bodies.For(route))).Status);
    }

    // Those without a limit of their own kind are limited by address and account, or leave nothing behind.
    [Fact]
    public void Nobody_changes_anything_without_end() => Assert.Equal(
        ["EndOtherSessions", "EndSession", "LogIn", "LogOut", "SignUp", "WaitQr"],
        Routes.All.Where(r => r.Method != HttpMethod.Get && r is { IsForOperators: false, IsLimited: false }).Select(r => r.Function));

    [Fact]
    public async Task Parallel_requests_pass_the_limit_no_further_and_a_repeated_key_counts_too()
    {
        using var ada = await Api.SignUpAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ada.PostAsync("instances", new { slug = $"ada-{n}" })));

        Assert.Equal(2, answers.Count(a => a.Status is 202));
        Assert.Equal(6, answers.Count(a => a.Status is 429));
        Assert.Equal(2, await Api.ScalarAsync<long>("select count(*) from instances"));
        (await ada.PostAsync("instances", new { slug = "ada-9" }, key: "once-more")).ExpectProblem(429, "too-many-requests");
        await Api.ExecuteAsync("update rate_limits set window_ends = now()");
        Assert.NotEqual(429, (await ada.PostAsync("instances", new { slug = "ada-9" }, key: "once-more")).Status);
    }

    [Fact]
    public async Task Wrong_passwords_make_the_next_attempt_from_there_wait()
    {
        using var ada = await Api.SignUpAsync();
        for (var i = 0; i < 3; i++)
        {
            (await LogInAsync(ada, "wrong wrong wrong", "203.0.113.7")).ExpectProblem(401, "wrong-credentials");
        }

        var refused = (await LogInAsync(ada, Person.Password, "203.0.113.7")).ExpectProblem(429, "too-many-requests");

        Assert.InRange(refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        (await LogInAsync(ada, Person.Password, "203.0.113.8")).Expect(200);

        await Api.ExecuteAsync("update rate_limits set opens_at = now()");
        (await LogInAsync(ada, Person.Password, "203.0.113.7")).Expect(200);
    }

    private Task<Answer> LogInAsync(Person person, string password, string forwardedFor)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "login")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { email = person.Email, password }),
        };
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        return Api.Nobody.SendAsync(request);
    }
}
