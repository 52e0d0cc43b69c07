namespace NcAspire.Web.Tests;

public sealed class CallerTests
{
    [Fact]
    public async Task The_api_learns_the_address_of_the_connection_whatever_the_browser_claims()
    {
        await using var site = await Site.StartAsync();
        site.Visitor.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        await site.LogInAsync();
        await site.GetAsync("/instances");

        Assert.NotEmpty(site.Api.Calls);
        Assert.All(site.Api.Calls, call => Assert.Contains(call.ForwardedFor, new[] { "127.0.0.1", "::1" }));
    }

    [Fact]
    public async Task The_api_learns_what_the_browser_calls_itself_in_letters_that_can_be_sent_on()
    {
        await using var site = await Site.StartAsync();
        site.Visitor.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"Browser/1.0 (X11) {new string('x', 1000)}");

        await site.LogInAsync();

        Assert.All(site.Api.Calls, call => Assert.StartsWith("Browser/1.0 (X11) xxx", call.Agent, StringComparison.Ordinal));
        Assert.All(site.Api.Calls, call => Assert.Equal(256, call.Agent.Length));
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_api_learns_the_address_that_the_proxy_saw()
    {
        await using var site = await Site.StartAsync(("TrustedProxies:0", "127.0.0.0/8"), ("TrustedProxies:1", "::1"));
        site.Visitor.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.1, 203.0.113.7");

        await site.LogInAsync();

        Assert.All(site.Api.Calls, call => Assert.Equal("203.0.113.7", call.ForwardedFor));
    }

    [Fact]
    public async Task Every_call_of_a_session_carries_its_token_and_no_other_call_does()
    {
        await using var site = await Site.StartAsync();

        await site.LogInAsync();
        await site.GetAsync("/instances");

        Assert.All(site.Api.Calls, call =>
            Assert.Equal(call.Request == "POST /api/login" ? "" : $"Bearer {FakeApi.Token}", call.Authorization));
    }
}
