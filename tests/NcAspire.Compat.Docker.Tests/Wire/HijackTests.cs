using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace NcAspire.Compat.Docker.Tests.Wire;

public sealed class HijackTests
{
    private const string Switching =
        "101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp";
    private const string Plain = "200 OK\r\nContent-Type: application/vnd.docker.raw-stream";

    public static TheoryData<string, string> Ways => new MatrixTheoryData<string, string>(["unix", "tcp", "tls"], [Switching, Plain]);

    [Theory(Timeout = RawServer.Patience)]
    [MemberData(nameof(Ways))]
    public async Task Both_directions_are_open_and_input_ends_before_output(string transport, string status)
    {
        var input = new TaskCompletionSource<string>();
        using var certificate = Certificates.Server();
        await using var server = Server(transport, certificate, async connection =>
        {
            var head = await connection.ReadHeadAsync() ?? "";
            Assert.Contains("Upgrade: tcp", head, StringComparison.Ordinal);
            await connection.ReadBodyAsync(head);

            // The first output comes together with the head, as it does from an engine that is quick.
            await connection.SendAsync($"HTTP/1.1 {status}\r\n\r\n\u0001\0\0\0\0\0\0\u0002hi");
            Assert.Equal("first", await connection.ReadAsync(5));
            await connection.SendAsync([2, 0, 0, 0, 0, 0, 0, 2, (byte)'o', (byte)'k']);
            input.SetResult(await connection.ReadToEndAsync());
            await connection.SendAsync([1, 0, 0, 0, 0, 0, 0, 3, (byte)'b', (byte)'y', (byte)'e']);
        });
        using var client = server.Client(credentials: new Trusting(null));
        using var stream = await client.Exec.StartAndAttachContainerExecAsync("e", tty: false, Ct);

        Assert.Equal("hi", await ReadAsync(stream));
        await stream.WriteAsync("first"u8.ToArray(), 0, 5, Ct);
        Assert.Equal("ok", await ReadAsync(stream));
        await stream.CopyFromAsync(new MemoryStream("second"u8.ToArray()), Ct);
        stream.CloseWrite();
        Assert.Equal(("bye", ""), await stream.ReadOutputToEndAsync(Ct));
        Assert.Equal("second", await input.Task);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_connection_that_was_taken_over_is_not_used_for_anything_else()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                var attach = head.Contains("/attach", StringComparison.Ordinal);
                await connection.SendAsync($"HTTP/1.1 {(attach ? Plain : "200 OK\r\nContent-Length: 0")}\r\n\r\n");
            }
        });
        using var client = server.Client();

        await client.System.PingAsync(Ct);
        using var attached = await client.Containers.AttachContainerAsync("a", false, new(), Ct);
        await client.System.PingAsync(Ct);
        Assert.Equal(2, server.Accepted);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static RawServer Server(string transport, X509Certificate2 certificate, Func<RawConnection, Task> serveAsync) =>
        transport switch
        {
            "unix" => RawServer.Unix(serveAsync),
            "tcp" => RawServer.Tcp(serveAsync),
            _ => RawServer.Tls(new() { ServerCertificate = certificate }, serveAsync),
        };

    private static async Task<string> ReadAsync(global::Docker.DotNet.MultiplexedStream stream)
    {
        var buffer = new byte[100];
        var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, Ct);
        return Encoding.UTF8.GetString(buffer, 0, read.Count);
    }
}
