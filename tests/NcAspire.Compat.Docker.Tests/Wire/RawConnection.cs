using System.Text;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>The server's end of one connection.</summary>
internal sealed class RawConnection(Stream stream, CancellationToken end)
{
    public Stream Stream => stream;

    /// <summary>Reads the head of the next request, its empty line included; null if there is none.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, end) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] is (byte)'\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                return head.ToString();
            }
        }

        return null;
    }

    public async Task<string> ReadAsync(int bytes)
    {
        var buffer = new byte[bytes];
        await stream.ReadExactlyAsync(buffer, end);
        return Encoding.UTF8.GetString(buffer);
    }

    /// <summary>Reads the body that the head announces.</summary>
    public Task<string> ReadBodyAsync(string head) =>
        ReadAsync(int.Parse(head.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Reads until the client says or does that there is no more.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, end);
        }
        catch (IOException)
        {
            // It hung up with something of ours unread: that is an end as well.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes, end);
        await stream.FlushAsync(end);
    }

    public Task SendJsonAsync(string json) => SendAsync(
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    public Task BeginChunksAsync() => SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");

    public Task SendChunkAsync(string text) => SendAsync($"{text.Length:x}\r\n{text}\r\n");

    public Task EndChunksAsync() => SendAsync("0\r\n\r\n");

    /// <summary>Waits until the server ends: the client sees neither an answer nor a closed connection.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
}
