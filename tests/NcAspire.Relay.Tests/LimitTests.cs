using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

public sealed class LimitTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    public async Task After_the_last_request_of_a_day_its_owner_reads_why(string vendor, bool streams)
    {
        await using var relay = await StartAsync(("Relay:DailyRequests", "2"));
        var (tenant, other) = (await relay.AddTenantAsync(), await relay.AddTenantAsync());
        await tenant.AskAsync("openrouter");
        await tenant.AskAsync("google");

        var (status, answer) = await tenant.AskAsync(vendor, streams: streams);

        Assert.Equal((200, 2), (status, relay.Vendor.Requests.Count));
        Assert.Equal(ModelFaults.Message(ModelFaultKind.LimitReached, ModelVendors.Find(vendor)!), Tenant.Said(vendor, streams, answer));
        Assert.Equal(ModelFaultKind.LimitReached, (await tenant.FaultAsync())?.Kind);
        Assert.Contains("PONG", (await other.AskAsync(vendor)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_everybody_may_write_the_owners_limit_holds_at_once_and_ends_with_it()
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();
        Assert.Contains("PONG", (await tenant.AskAsync("openai")).Text, StringComparison.Ordinal);

        await OpenAsync(1);
        await Eventually.TrueAsync(
            async () => (await tenant.AskAsync("openai", streams: false)).Text.Contains("As much was asked today", StringComparison.Ordinal), Ct);
        Assert.Equal(ModelFaultKind.OpenLimitReached, (await tenant.FaultAsync())?.Kind);

        await OpenAsync(null);
        await Eventually.TrueAsync(
            async () => (await tenant.AskAsync("openai", streams: false)).Text.Contains("PONG", StringComparison.Ordinal), Ct);

        Task OpenAsync(int? most) => relay.ExecuteAsync(
            "update instances set open_requests = @Most where id = @Id", new { Most = most, Id = tenant.Id.Value });
    }

    [Fact]
    public async Task Tokens_have_a_limit_too_and_what_was_used_before_a_restart_counts()
    {
        await using var relay = await StartAsync(("Relay:DailyTokens", "3000"));
        var tenant = await relay.AddTenantAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        await relay.Store.AddUsageAsync([new VendorUsage(tenant.Id, today, "openai", 1, 1000, 800)], Ct);

        Assert.Contains("PONG", (await tenant.AskAsync("openai")).Text, StringComparison.Ordinal);
        Assert.Contains("The limit for today is reached", (await tenant.AskAsync("openai")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_hung_up_on_counts_by_what_has_passed()
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();
        using var response = await tenant.BeginAsync("openrouter", "held");
        await using (var stream = await response.Content.ReadAsStreamAsync(Ct))
        {
            relay.Vendor.SayNext();
            await stream.ReadExactlyAsync(new byte[16], Ct);
        }

        response.Dispose();

        // Two events came: the opening one and a word. Of the question, four bytes are a token.
        await Eventually.TrueAsync(async () => await tenant.UsageAsync() is { Requests: 1, Tokens: > 20 and < 60 }, Ct);
    }

    [Fact]
    public async Task More_at_once_than_the_instance_may_is_refused_until_one_has_ended()
    {
        await using var relay = await StartAsync(("Relay:Concurrency", "2"));
        var (tenant, other) = (await relay.AddTenantAsync(), await relay.AddTenantAsync());
        using var first = await tenant.BeginAsync("openrouter", "held");
        using var second = await tenant.BeginAsync("openai", "held");

        using var third = await tenant.BeginAsync("openai", "some-model");
        Assert.Equal((429, TimeSpan.FromSeconds(1)), ((int)third.StatusCode, third.Headers.RetryAfter?.Delta));
        Assert.Equal(200, (await other.AskAsync("openai")).Status);

        first.Dispose();
        await Eventually.TrueAsync(async () => (await tenant.AskAsync("openai")).Status is 200, Ct);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_too_large_is_refused_whether_or_not_it_says_so(bool isAnnounced)
    {
        await using var relay = await StartAsync(("Relay:MaxRequestBytes", "65536"));
        var tenant = await relay.AddTenantAsync();
        var headers = $"POST /openai/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\nContent-Type: application/json\r\n";
        var chunk = $"4000\r\n{new string(' ', 0x4000)}\r\n";

        var answer = await relay.SendRawAsync(isAnnounced
            ? $"{headers}Content-Length: 65537\r\n\r\n"
            : $"{headers}Transfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat(chunk, 5))}");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(relay.Vendor.Requests, request => request.Ended is { IsCompletedSuccessfully: true, Result: true });
    }

    [Fact]
    public async Task What_is_not_written_yet_is_written_at_the_end()
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();
        await tenant.AskAsync("openai");

        await relay.StopAsync();

        Assert.Equal(1, (await tenant.UsageAsync()).Requests);
    }

    private Task<TestRelay> StartAsync(params (string Name, string Value)[] settings) => TestRelay.StartAsync(postgres, template, settings);
}
