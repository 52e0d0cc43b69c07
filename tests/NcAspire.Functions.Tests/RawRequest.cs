using System.Net.Sockets;
using System.Text;

namespace NcAspire.Functions.Tests;

/// <summary>
/// A request written by hand: HttpClient tidies paths up, and does not read an answer that comes before its request is sent.
/// </summary>
internal static class RawRequest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The whole answer as it came; empty when the server hung up before all of it was read.</summary>
    public static async Task<string> SendAsync(
        Person person, Route route, byte[]? body = null, bool chunked = false, string? path = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(person.Address.Host, person.Address.Port, Ct);
        await using var stream = client.GetStream();
        var length = body is null ? "" : chunked ? "Transfer-Encoding: chunked\r\n" : $"Content-Length: {body.Length}\r\n";
        var head = $"{route.Method} /api/{path ?? route.For("ada")} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"Authorization: Bearer {person.Token}\r\nContent-Type: application/json\r\n{length}\r\n";
        var reading = new StreamReader(stream, Encoding.UTF8).ReadToEndAsync(Ct);
        try
        {
            await stream.WriteAsync(Utf8(head), Ct);
            foreach (var chunk in body?.Chunk(16 * 1024) ?? [])
            {
                await stream.WriteAsync(chunked ? [.. Utf8($"{chunk.Length:x}\r\n"), .. chunk, .. Utf8("\r\n")] : chunk, Ct);
            }
        }
        catch (IOException)
        {
            // The server has answered and hung up before the end of the body.
        }

        try
        {
            return await reading;
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
