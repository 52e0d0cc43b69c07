using System.Net.Sockets;
using System.Text;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class SlowRequestTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    protected override string[] Settings =>
        [Timers.Off, "Kestrel:Limits:RequestHeadersTimeout=00:00:01", "Kestrel:Limits:MaxRequestHeadersTotalSize=16384"];

    [Fact]
    public async Task A_body_that_stands_still_is_given_up()
    {
        var answer = await SendAsync(
            "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\":");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("too slowly", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_not_waited_for()
    {
        Assert.StartsWith("HTTP/1.1 408", await SendAsync("GET /api/alive HTTP/1.1\r\nHost: "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_and_lines_without_end_are_refused()
    {
        Assert.StartsWith(
            "HTTP/1.1 431",
            await SendAsync($"GET /api/alive HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('x', 20_000)}\r\n\r\n"),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414", await SendAsync($"GET /api/{new string('x', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    // The whole answer, or what came of it until the server hung up.
    private async Task<string> SendAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Api.Address.Host, Api.Address.Port, Ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Ct);
        var answer = new byte[16 * 1024];
        var length = 0;
        try
        {
            while (await stream.ReadAsync(answer.AsMemory(length), Ct) is var read and > 0)
            {
                length += read;
            }
        }
        catch (IOException)
        {
            // Reset behind its answer.
        }

        return Encoding.UTF8.GetString(answer, 0, length);
    }
}
