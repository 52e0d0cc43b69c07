using System.Net;
using NcAspire.Core.Models;
using NcAspire.Core.Secrets;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.Relay.Tests;

public sealed class AnswerTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    public static TheoryData<string, bool> Vendors =>
        [.. ModelVendors.All.SelectMany(v => new[] { true, false }.Select(streams => new TheoryDataRow<string, bool>(v.Id, streams)))];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestRelay Relay => usual.Relay;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Every_vendor_is_asked_in_its_own_way_and_its_answer_comes_back(string vendor, bool streams)
    {
        var tenant = await Relay.AddTenantAsync();
        var (before, complaints) = (Relay.Vendor.Requests.Count, Relay.Vendor.Complaints.Count);

        var (status, answer) = await tenant.AskAsync(vendor, "some-model", streams, "my question");

        Assert.Equal(200, status);
        Assert.Equal(FakeVendor.Words, Tenant.Said(vendor, streams, answer).Trim());
        var request = Relay.Vendor.Requests.Skip(before).Single();
        Assert.StartsWith($"/{vendor}{ModelVendors.Find(vendor)!.Upstream.AbsolutePath.TrimEnd('/')}/", request.Target, StringComparison.Ordinal);
        Assert.Contains("my question", request.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.Token, request.All, StringComparison.Ordinal);
        Assert.Empty(Relay.Vendor.Complaints.Skip(complaints));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task What_it_cost_is_counted(string vendor, bool streams)
    {
        var tenant = await Relay.AddTenantAsync();

        await tenant.AskAsync(vendor, streams: streams);
        await tenant.AskAsync(vendor, streams: streams);

        await Eventually.TrueAsync(
            async () => await tenant.UsageAsync() is { Requests: 2, Tokens: 2 * (FakeVendor.InputTokens + FakeVendor.OutputTokens) }, Ct);
    }

    [Fact]
    public async Task Only_what_a_vendor_needs_leaves_the_relay()
    {
        var tenant = await Relay.AddTenantAsync();
        using var request = tenant.NewRequest("anthropic");
        request.Headers.TryAddWithoutValidation("anthropic-beta", "context-1m-2025-08-07");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
        request.Headers.TryAddWithoutValidation("Cookie", "a=b");
        using var response = await Relay.Http.SendAsync(request, Ct);
        response.EnsureSuccessStatusCode();

        var sent = Relay.Vendor.Requests[^1].Headers;
        Assert.Equal(
            ["Accept", "Accept-Encoding", "anthropic-beta", "anthropic-version", "Content-Length", "Content-Type", "Host", "User-Agent", "x-api-key"],
            sent.Keys.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(("context-1m-2025-08-07", "NcAspire-Relay/1.0"), (sent["anthropic-beta"], sent["User-Agent"]));
    }

    [Fact]
    public async Task Only_what_a_gateway_needs_comes_back()
    {
        var tenant = await Relay.AddTenantAsync();
        using var response = await tenant.BeginAsync("openrouter", "some-model");

        Assert.Equal(
            ["Cache-Control", "Content-Type", "Date", "Request-Id", "Transfer-Encoding"],
            response.Headers.Concat(response.Content.Headers).Select(h => h.Key).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal("req-1", response.Headers.GetValues("request-id").Single());
    }

    [Fact]
    public async Task The_token_of_a_subscription_is_shown_as_Anthropic_wants_it_and_goes_before_a_key()
    {
        var tenant = await Relay.AddTenantAsync();
        await Relay.SetKeyAsync(tenant.Id, SecretCatalog.AnthropicOAuth.Name, Relay.Vendor.Key);
        await Relay.SetKeyAsync(tenant.Id, SecretCatalog.Anthropic.Name, "sk-ant-another");
        using var request = tenant.NewRequest("anthropic");
        request.Headers.TryAddWithoutValidation("anthropic-beta", "context-1m-2025-08-07");

        using var response = await Relay.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Relay.Vendor.Requests[^1].Headers;
        Assert.Equal($"Bearer {Relay.Vendor.Key}", sent["Authorization"]);
        Assert.Equal("context-1m-2025-08-07,oauth-2025-04-20", sent["anthropic-beta"]);
        Assert.False(sent.ContainsKey("x-api-key"));
    }

    [Fact]
    public async Task A_key_that_changes_is_the_one_that_is_shown_next()
    {
        var tenant = await Relay.AddTenantAsync();
        await Relay.SetKeyAsync(tenant.Id, SecretCatalog.OpenAi.Name, "sk-wrong");
        Assert.Contains("does not accept the key", (await tenant.AskAsync("openai")).Text, StringComparison.Ordinal);

        await Relay.SetKeyAsync(tenant.Id, SecretCatalog.OpenAi.Name, Relay.Vendor.Key);

        await Eventually.SeeAsync(
            async () => (await tenant.AskAsync("openai")).Text,
            text => text.Contains("PONG", StringComparison.Ordinal),
            TimeSpan.FromSeconds(5),
            Ct);
    }

    [Fact]
    public async Task A_request_of_some_megabytes_passes_whole()
    {
        var tenant = await Relay.AddTenantAsync();
        var text = new string('ä', 3 << 20);

        var (status, answer) = await tenant.AskAsync("openai", text: text);

        Assert.Equal(200, status);
        Assert.Equal(FakeVendor.Words, Tenant.Said("openai", true, answer).Trim());
        Assert.Equal(text, Relay.Vendor.Requests[^1].Json.GetProperty("input")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task It_says_whether_it_is_well()
    {
        Assert.Equal("Healthy", await Relay.Http.GetStringAsync(new Uri(Relay.Address, "/health"), Ct));
        Assert.Equal("Healthy", await Relay.Http.GetStringAsync(new Uri(Relay.Address, "/alive"), Ct));
    }
}
