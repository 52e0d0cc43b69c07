using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>Whatever is not exactly a verb within the policy is refused before the engine's side hears of it.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private readonly ScriptedEngine _engine = new();
    private TestGuard? _guard;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestGuard Guard => _guard!;

    public async ValueTask InitializeAsync() => _guard = await TestGuard.StartAsync(_engine);

    public ValueTask DisposeAsync() => Guard.DisposeAsync();

    [Fact]
    public async Task The_body_that_all_others_are_made_of_passes()
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/v1/machines/create", Encoding.UTF8.GetBytes(HostileRequests.GoodCreate)));
        Assert.Equal(["list-owned", $"create {ScriptedEngine.Machine}"], _engine.Calls);
    }

    [Theory]
    [MemberData(nameof(HostileRequests.Names), MemberType = typeof(HostileRequests))]
    public async Task A_hostile_body_is_refused(string name)
    {
        var (path, body, status) = HostileRequests.Find(name);

        Assert.Equal(status, (int)await PostAsync(path, body));

        Assert.Empty(_engine.Calls);
        await Eventually.TrueAsync(() => Guard.Log.All.Any(IsRefusal), Ct);
    }

    [Theory]
    [InlineData("/V1/machines/delete")]
    [InlineData("/v1/machines/Delete")]
    [InlineData("/v1/machines/delete/")]
    [InlineData("/v1/machines//delete")]
    [InlineData("//v1/machines/delete")]
    [InlineData("/v1/machines/./delete")]
    [InlineData("/v1/volumes/../machines/delete")]
    [InlineData("/v1/machines%2fdelete")]
    [InlineData("/v1/machines%2Fdelete")]
    [InlineData("/v1/machines/%64elete")]
    [InlineData("/v1/machines/delete?force=1")]
    [InlineData("/v1/machines/delete?")]
    [InlineData("/v1/machines/delete#x")]
    [InlineData("/v1/machines/delete;x=1")]
    [InlineData("/v1/machines/delete%00")]
    [InlineData("/v1\\machines\\delete")]
    [InlineData("http://localhost/v1/machines/delete")]
    [InlineData("/health/../v1/machines/delete")]
    [InlineData("/v1.41/containers/create")]
    [InlineData("/containers/create?name=x")]
    [InlineData("/images/create?fromImage=alpine")]
    [InlineData("/v1/machines")]
    [InlineData("/")]
    [InlineData("*")]
    public async Task A_target_that_is_not_a_route_to_the_letter_is_none(string target)
    {
        const string Body = $$"""{"machine":"{{ScriptedEngine.Machine}}"}""";

        var answer = await Guard.SendRawAsync(
            $"POST {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Guard.Token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Body.Length}\r\n\r\n{Body}",
            Ct);

        Assert.Matches("^HTTP/1.1 40[045] ", answer);
        Assert.Empty(_engine.Calls);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("CONNECT")]
    public async Task Another_method_is_no_verb(string method)
    {
        var answer = await Guard.SendRawAsync(
            $"{method} /v1/machines/delete HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Guard.Token}\r\nContent-Length: 0\r\n\r\n", Ct);

        Assert.Matches("^HTTP/1.1 (400|404|405) ", answer);
        Assert.Empty(_engine.Calls);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json5")]
    [InlineData(null)]
    public async Task A_body_that_is_not_called_json_is_refused(string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"machine":"{{ScriptedEngine.Machine}}"}"""));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync("/v1/machines/delete", content));
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task A_packed_body_is_refused()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"machine":"{{ScriptedEngine.Machine}}"}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync("/v1/machines/delete", content));
    }

    [Theory]
    [InlineData("/v1/machines/delete", (16 << 10) + 1)]
    [InlineData("/v1/machines/files", (512 << 10) + 1)]
    public async Task A_body_that_is_announced_too_large_is_not_read(string path, int size)
    {
        var answer = await Guard.SendRawAsync(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Guard.Token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {size}\r\n\r\n",
            Ct);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_cut_off()
    {
        var chunk = $"1000\r\n{new string(' ', 0x1000)}\r\n";

        var answer = await Guard.SendRawAsync(
            $"POST /v1/machines/delete HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Guard.Token}\r\nContent-Type: application/json\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}{chunk}{chunk}{chunk}",
            Ct);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up()
    {
        var answer = await Guard.SendRawAsync(
            $"POST /v1/machines/delete HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Guard.Token}\r\nContent-Type: application/json\r\n"
            + "Content-Length: 20\r\n\r\n{",
            Ct);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 40).Select(number => $"X-{number}: x\r\n"));
        var large = $"X: {new string('x', 5000)}\r\n";

        foreach (var headers in (string[])[many, large])
        {
            var answer = await Guard.SendRawAsync($"POST /v1/owned HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n", Ct);
            Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_requests_in_one_are_two_requests()
    {
        const string Smuggled = "POST /v1/machines/delete HTTP/1.1\r\nHost: localhost\r\n\r\n";

        await Guard.SendRawAsync(
            $"POST /v1/machines/delete HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Guard.Token}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}",
            Ct);

        Assert.Empty(_engine.Calls);
    }

    private static bool IsRefusal((LogLevel Level, string Text) line) =>
        line.Level is LogLevel.Warning && line.Text.Contains("refused", StringComparison.Ordinal);

    private async Task<HttpStatusCode> PostAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await PostAsync(path, content);
    }

    private async Task<HttpStatusCode> PostAsync(string path, HttpContent content)
    {
        using var http = Guard.NewHttp();
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        return response.StatusCode;
    }
}
