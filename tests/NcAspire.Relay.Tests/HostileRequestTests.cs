using System.Text;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>Whatever is not exactly a request to a model is refused before a vendor hears of it.</summary>
public sealed class HostileRequestTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    private const string Body = """{"model":"some-model","input":"hello"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestRelay Relay => usual.Relay;

    [Theory]
    [InlineData("/openai/../anthropic/v1/messages")]
    [InlineData("/openai/./responses")]
    [InlineData("/openai//responses")]
    [InlineData("//openai/responses")]
    [InlineData("/openai/responses/")]
    [InlineData("/openai/responses/..")]
    [InlineData("/openai/responses?")]
    [InlineData("/openai/responses?stream=true")]
    [InlineData("/openai/responses#x")]
    [InlineData("/openai/responses;x=1")]
    [InlineData("/openai/%72esponses")]
    [InlineData("/openai/%2e%2e/responses")]
    [InlineData("/openai%2fresponses")]
    [InlineData("/openai/responses%00")]
    [InlineData("/openai\\responses")]
    [InlineData("/OpenAI/responses")]
    [InlineData("/openai/Responses")]
    [InlineData("/openai/responses/compact")]
    [InlineData("/openai/chat/completions")]
    [InlineData("/openai/files")]
    [InlineData("/openai/v1/responses")]
    [InlineData("/openai@evil.example/responses")]
    [InlineData("/openai:80/responses")]
    [InlineData("/evil.example/responses")]
    [InlineData("http://evil.example/openai/responses")]
    [InlineData("http://api.openai.com/v1/responses")]
    [InlineData("/google/models/../x:generateContent")]
    [InlineData("/google/models/a/b:generateContent")]
    [InlineData("/google/models/a..b:generateContent")]
    [InlineData("/google/models/x:deleteModel")]
    [InlineData("/google/models/x:streamGenerateContent")]
    [InlineData("/google/models/x:streamGenerateContent?alt=sse&key=1")]
    [InlineData("/google/models/%2e%2e:generateContent")]
    [InlineData("/anthropic/v1/messages/batches")]
    [InlineData("/anthropic/v1/messages?beta=false")]
    [InlineData("/anthropic/messages")]
    [InlineData("/anthropic/v1/complete")]
    [InlineData("/")]
    [InlineData("*")]
    public async Task A_target_that_is_not_on_the_list_to_the_letter_is_none(string target)
    {
        var tenant = await Relay.AddTenantAsync();
        var before = Relay.Vendor.Requests.Count;

        var answer = await Relay.SendRawAsync(Post(target, tenant.Token));

        Assert.Matches("^HTTP/1.1 40[045] ", answer);
        Assert.Equal(before, Relay.Vendor.Requests.Count);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("CONNECT")]
    [InlineData("post")]
    public async Task Another_method_is_refused(string method)
    {
        var tenant = await Relay.AddTenantAsync();
        var before = Relay.Vendor.Requests.Count;

        var answer = await Relay.SendRawAsync(Post("/openai/responses", tenant.Token).Replace("POST", method, StringComparison.Ordinal));

        Assert.Matches("^HTTP/1.1 40[045] ", answer);
        Assert.Equal(before, Relay.Vendor.Requests.Count);
    }

    [Theory]
    [InlineData("text/plain", "")]
    [InlineData("application/x-www-form-urlencoded", "")]
    [InlineData("multipart/form-data; boundary=x", "")]
    [InlineData("application/json; charset=utf-16", "")]
    [InlineData("application/json", "Content-Encoding: gzip\r\n")]
    public async Task A_body_that_is_not_plain_JSON_is_refused(string type, string header)
    {
        var tenant = await Relay.AddTenantAsync();

        var answer = await Relay.SendRawAsync(
            $"POST /openai/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\nContent-Type: {type}\r\n{header}Content-Length: 2\r\n\r\n{{}}");

        Assert.StartsWith("HTTP/1.1 415 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 80).Select(number => $"X-{number}: x\r\n"));
        var large = $"X: {new string('x', 20_000)}\r\n";

        foreach (var headers in (string[])[many, large])
        {
            var answer = await Relay.SendRawAsync($"POST /openai/responses HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
            Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        var tenant = await Relay.AddTenantAsync();

        var answer = await Relay.SendRawAsync(
            $"POST /openai/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Null(await tenant.FaultAsync());
    }

    [Fact]
    public async Task Two_lengths_are_no_request_and_what_hides_behind_them_is_not_read()
    {
        var tenant = await Relay.AddTenantAsync();
        var before = Relay.Vendor.Requests.Count;

        await Relay.SendRawAsync(
            $"POST /openai/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Post("/openai/responses", "nc_hidden")}",
            toTheEnd: true);

        Assert.All(Relay.Vendor.Requests.Skip(before), request => Assert.Equal("", request.Body));
    }

    [Fact]
    public async Task Requests_that_come_in_one_piece_are_answered_one_after_the_other()
    {
        var (ada, bob) = (await Relay.AddTenantAsync(), await Relay.AddTenantAsync());
        await Relay.RemoveKeysAsync(bob.Id);

        var answer = await Relay.SendRawAsync(
            Post("/openai/responses", ada.Token) + Post("/openai/responses", bob.Token) + Post("/openai/responses", ada.Token)
            + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            toTheEnd: true);

        Assert.Equal(4, answer.Split("HTTP/1.1 ").Length - 1);
        var (first, second, third) = (answer.IndexOf("PONG", StringComparison.Ordinal), answer.IndexOf("There is no key", StringComparison.Ordinal),
            answer.LastIndexOf("PONG", StringComparison.Ordinal));
        Assert.True(first > 0 && first < second && second < third);
    }

    [Fact]
    public async Task A_vendor_gets_no_header_that_was_put_into_another()
    {
        var tenant = await Relay.AddTenantAsync();

        var answer = await Relay.SendRawAsync(
            $"POST /openai/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tenant.Token}\r\nContent-Type: application/json\r\n"
            + $"Accept: a\tb\r\nopenai-beta: x\r\nopenai-beta: y\r\nanthropic-version: {new string('v', 2000)}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(
            ["Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"],
            Relay.Vendor.Requests[^1].Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_text_can_make_the_reader_of_bodies_stumble()
    {
        var tenant = await Relay.AddTenantAsync();
        string[] texts =
        [
            new('[', 100_000), new('{', 100_000), string.Concat(Enumerable.Repeat("{\"usage\":", 20_000)), "}}}]]]\"\\", "{\"model\":\"\\", "\0\0\0",
            $"{{\"{new string('k', 200_000)}\":1}}", $"{{\"model\":\"{new string('m', 200_000)}\"}}", $"{{\"model\":{new string('9', 200_000)}}}", "",
        ];

        foreach (var text in texts)
        {
            using var request = tenant.NewRequest("openai");
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
            using var response = await Relay.Http.SendAsync(request, Ct);
            Assert.InRange((int)response.StatusCode, 200, 499);
        }

        await Eventually.TrueAsync(() => Relay.Vendor.UnderWay is 0, Ct);
    }

    private static string Post(string target, string token) =>
        $"POST {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";
}
