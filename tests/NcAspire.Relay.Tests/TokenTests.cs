using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

public sealed class TokenTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestRelay Relay => usual.Relay;

    [Fact]
    public async Task A_token_opens_its_own_instance_alone()
    {
        var (ada, bob) = (await Relay.AddTenantAsync(), await Relay.AddTenantAsync());
        await Relay.RemoveKeysAsync(bob.Id);

        Assert.Contains("PONG", (await ada.AskAsync("openai")).Text, StringComparison.Ordinal);
        Assert.Contains("There is no key", (await ada.AskAsync("openai", token: bob.Token)).Text, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await ada.UsageAsync()).Requests is 1 && (await bob.UsageAsync()).Requests is 1, Ct);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nc_notatoken")]
    [InlineData("x")]
    public async Task Without_a_token_that_is_known_there_is_nothing(string token)
    {
        var tenant = await Relay.AddTenantAsync();
        var before = Relay.Vendor.Requests.Count;

        foreach (var vendor in (string[])["openai", "anthropic", "google", "openrouter"])
        {
            Assert.Equal(401, (await tenant.AskAsync(vendor, token: token)).Status);
        }

        Assert.Equal(before, Relay.Vendor.Requests.Count);
    }

    [Fact]
    public async Task A_stop_ends_the_token_within_a_second_and_what_is_under_way_ends_well()
    {
        var tenant = await Relay.AddTenantAsync();
        using var held = await tenant.BeginAsync("openai", "held");
        Assert.Equal(HttpStatusCode.OK, held.StatusCode);

        await Relay.ExecuteAsync("update instances set desired_state = 'stopped' where id = @Id", new { Id = tenant.Id.Value });

        await Eventually.SeeAsync(
            async () => (await tenant.AskAsync("openai")).Status, status => status is 401, TimeSpan.FromSeconds(1), Ct);
        for (var word = 0; word < 10; word++)
        {
            Relay.Vendor.SayNext();
        }

        Assert.Contains("PONG", Tenant.Said("openai", true, await held.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_token_ends_the_one_before_and_the_one_of_a_deleted_instance_ends_too()
    {
        var (ada, bob) = (await Relay.AddTenantAsync(), await Relay.AddTenantAsync());
        Assert.Equal((200, 200), ((await ada.AskAsync("openai")).Status, (await bob.AskAsync("openai")).Status));

        var fresh = await Relay.IssueAsync(ada.Id);
        await Relay.ExecuteAsync("delete from instances where id = @Id", new { Id = bob.Id.Value });

        Assert.Equal(200, (await ada.AskAsync("openai", token: fresh)).Status);
        await Eventually.TrueAsync(async () => (await ada.AskAsync("openai")).Status is 401, Ct);
        await Eventually.TrueAsync(async () => (await bob.AskAsync("openai")).Status is 401, Ct);
    }

    [Theory]
    [InlineData("Authorization: Bearer {0}\r\nAuthorization: Bearer {0}\r\n", 401)]
    [InlineData("Authorization: Bearer {0}\r\nAuthorization: Bearer other\r\n", 401)]
    [InlineData("Authorization: Bearer other\r\nx-api-key: {0}\r\n", 401)]
    [InlineData("x-api-key: {0}\r\nx-goog-api-key: other\r\n", 401)]
    [InlineData("x-api-key: {0}\r\nx-api-key: {0}\r\n", 401)]
    [InlineData("Authorization: Basic {0}\r\n", 401)]
    [InlineData("Authorization: {0}\r\n", 401)]
    [InlineData("Authorization: Bearer {0},Bearer other\r\n", 401)]
    [InlineData("Proxy-Authorization: Bearer {0}\r\n", 401)]
    [InlineData("Cookie: x-api-key={0}\r\n", 401)]
    [InlineData("Authorization: Bearer {0}\r\nx-api-key: {0}\r\n", 200)]
    [InlineData("authorization: bearer {0}\r\n", 200)]
    public async Task One_token_is_shown_in_one_way_or_it_is_none(string headers, int status)
    {
        var tenant = await Relay.AddTenantAsync();
        const string Body = """{"model":"some-model","input":"hello"}""";

        var answer = await Relay.SendRawAsync(
            $"POST /openai/responses HTTP/1.1\r\nHost: x\r\n{headers.Replace("{0}", tenant.Token, StringComparison.Ordinal)}Content-Type: application/json\r\n"
            + $"Content-Length: {Body.Length}\r\n\r\n{Body}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/openai/responses?key={0}")]
    [InlineData("/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key={0}")]
    [InlineData("/google/models/gemini-2.5-flash:generateContent?key={0}")]
    [InlineData("/anthropic/v1/messages?beta=true&x-api-key={0}")]
    public async Task A_token_in_the_address_is_refused_and_never_logged(string target)
    {
        var tenant = await Relay.AddTenantAsync();

        var answer = await Relay.SendRawAsync(
            $"POST {target.Replace("{0}", tenant.Token, StringComparison.Ordinal)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.Token, answer, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Relay.Log.ToString().Contains("Not let in: not-found", StringComparison.Ordinal), Ct);
        Assert.DoesNotContain(tenant.Token, Relay.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_token_opens_is_forgotten_though_nobody_asks_any_more()
    {
        await using var relay = await usual.AnotherAsync(("Relay:CacheAge", "00:00:02"));
        var tenant = await relay.AddTenantAsync();
        Assert.Equal(200, (await tenant.AskAsync("openai")).Status);

        var passes = relay.Services.GetRequiredService<Passes>();
        Assert.Equal(1, passes.Count);
        await Eventually.TrueAsync(() => passes.Count is 0, Ct);

        Assert.Equal(200, (await tenant.AskAsync("openai")).Status);
    }

    [Fact]
    public async Task Whoever_guesses_is_shut_out_and_whoever_is_known_is_not()
    {
        await using var relay = await usual.AnotherAsync(("Relay:RefusalsPerMinute", "3"), ("Relay:CacheAge", "00:00:00"));
        var (known, late) = (await relay.AddTenantAsync(), await relay.AddTenantAsync());
        Assert.Equal(200, (await known.AskAsync("openai")).Status);

        var guesses = new List<int>();
        for (var guess = 0; guess < 5; guess++)
        {
            guesses.Add((await known.AskAsync("openai", token: $"nc_guess{guess}")).Status);
        }

        Assert.Equal([401, 401, 401, 429, 429], guesses);

        // Also when nothing of what it opened is in memory any more.
        await Eventually.TrueAsync(() => relay.Services.GetRequiredService<Passes>().Count is 0, Ct);
        Assert.Equal(200, (await known.AskAsync("openai")).Status);
        Assert.Equal(429, (await late.AskAsync("openai")).Status);
    }
}
