using System.Text;
using System.Text.Json;
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
    public async Task An_answer_that_is_hung_up_on_counts_as_long_as_it_may_be()
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

        // Of the question, four bytes are a token.
        await Eventually.TrueAsync(async () => await tenant.UsageAsync() is { Requests: 1, Tokens: > 32_010 and < 32_060 }, Ct);
    }

    [Theory]
    [InlineData("openai", """{"model":"hang","input":"hello"}""", 32_000)]
    [InlineData("openai", """{"model":"hang","input":"hello","max_output_tokens":500}""", 500)]
    [InlineData("openai", """{"model":"hang","input":"hello","max_output_tokens":500,"previous_response_id":"resp_1"}""", 200_500)]
    [InlineData("openai", """{"model":"hang","input":"hello","max_output_tokens":500,"conversation":{"id":"conv_1"}}""", 200_500)]
    [InlineData("openrouter", """{"model":"hang","messages":[{"role":"user","content":"hello"}],"max_tokens":500,"n":3}""", 1500)]
    [InlineData("openrouter", """{"model":"hang","messages":[{"role":"user","content":"hello"}],"max_completion_tokens":1}""", 32_000)]
    [InlineData("anthropic", """{"model":"hang","messages":[{"role":"user","content":"hello"}],"max_tokens":500}""", 500)]
    [InlineData("google", """{"contents":[{"parts":[{"text":"hello"}]}],"generationConfig":{"maxOutputTokens":500}}""", 500)]
    public async Task A_question_that_is_hung_up_on_before_the_answer_counts_as_if_it_was_answered(string vendor, string body, int reserve)
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var request = tenant.NewRequest(vendor, "hang");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var asked = relay.Http.SendAsync(request, impatience.Token);
        await Eventually.TrueAsync(() => relay.Vendor.Requests.Count is 1, Ct);

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Eventually.TrueAsync(async () => (await tenant.UsageAsync()).Tokens == reserve + (body.Length / 4), Ct);
    }

    [Fact]
    public async Task A_question_of_which_only_a_part_came_counts_no_tokens()
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();
        await relay.SendRawAsync(
            $"POST /openai/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{");

        await Eventually.TrueAsync(async () => (await tenant.UsageAsync()).Requests is 1, Ct);
        Assert.Equal(0, (await tenant.UsageAsync()).Tokens);
    }

    [Theory]
    [InlineData("""{"model":"some-model","input":"hello","background":true}""")]
    [InlineData("""{"background":true,"model":"some-model","input":"hello"}""")]
    [InlineData("""{"model":"some-model","input":"hello","b\u0061ckground":true}""")]
    [InlineData("""{"model":"some-model","input":"hello","background":1}""")]
    [InlineData("""{"model":"some-model","input":"hello","background":"\u0074rue"}""")]
    public async Task A_question_to_be_answered_in_the_background_is_refused(string body)
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();

        foreach (var text in (string[])[body, body.Replace("hello", new string('x', 200_000), StringComparison.Ordinal)])
        {
            using var request = tenant.NewRequest("openai");
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
            using var response = await relay.Http.SendAsync(request, Ct);

            var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("error");
            Assert.Equal((400, "invalid_request_error"), ((int)response.StatusCode, error.GetProperty("type").GetString()));
            Assert.Matches("^(Requests that are answered in the background are not relayed|Names of .* without escapes)\\.$", error.GetProperty("message").GetString());
        }

        Assert.Empty(relay.Vendor.Requests);
        Assert.Null(await tenant.FaultAsync());
    }

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    public async Task A_question_that_says_that_it_is_not_for_the_background_is_answered(string background)
    {
        await using var relay = await StartAsync();
        var tenant = await relay.AddTenantAsync();
        using var request = tenant.NewRequest("openai");
        request.Content = new StringContent(
            $$"""{"background":{{background}},"input":[{"role":"user","content":"hello"}],"store":false,"stream":false,"model":"some-model"}""",
            Encoding.UTF8,
            "application/json");
        using var response = await relay.Http.SendAsync(request, Ct);

        Assert.Contains("PONG", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
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
