using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>What connections one address may have, and for how long without a request.</summary>
public sealed class ConnectionTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private const int Most = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_address_can_t_take_the_connections_of_the_others(bool isNamed)
    {
        await using var relay = await StartAsync(isNamed, ("Relay:ConnectionsPerAddress", Most.ToString(CultureInfo.InvariantCulture)));
        var open = new List<Socket>();
        try
        {
            for (var count = 0; count < Most; count++)
            {
                open.Add(await ConnectAsync(relay, "127.0.0.2"));
                Assert.StartsWith("HTTP/1.1 200 ", await AskHealthAsync(open[^1]), StringComparison.Ordinal);
            }

            using var tooMany = await ConnectAsync(relay, "127.0.0.2");
            Assert.Equal("", await AskHealthAsync(tooMany));
            Assert.Contains("127.0.0.2 has as many connections as one address may have", relay.Log.ToString(), StringComparison.Ordinal);

            using var other = await ConnectAsync(relay, "127.0.0.3");
            Assert.StartsWith("HTTP/1.1 200 ", await AskHealthAsync(other), StringComparison.Ordinal);

            open[0].Dispose();
            await Eventually.TrueAsync(
                async () =>
                {
                    using var again = await ConnectAsync(relay, "127.0.0.2");
                    return (await AskHealthAsync(again)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
                },
                Ct);
        }
        finally
        {
            open.ForEach(socket => socket.Dispose());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_without_a_request_is_closed(bool hadOne)
    {
        await using var relay = await StartAsync(isNamed: false, ("Relay:KeepAliveTimeout", "00:00:01"));
        using var idle = await ConnectAsync(relay, "127.0.0.2");
        if (hadOne)
        {
            Assert.StartsWith("HTTP/1.1 200 ", await AskHealthAsync(idle), StringComparison.Ordinal);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(15));

        // The last piece of an answer may still come.
        var rest = new byte[64];
        while (await idle.ReceiveAsync(rest, patience.Token) is not 0)
        {
        }
    }

    private Task<TestRelay> StartAsync(bool isNamed, (string Name, string Value) setting) => isNamed
        ? TestRelay.StartAsync(postgres, template, setting, ("Relay:Listen:0", $"127.0.0.1:{LoopbackPort.Free()}"))
        : TestRelay.StartAsync(postgres, template, setting);

    private static async Task<Socket> ConnectAsync(TestRelay relay, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, relay.Address.Port, Ct);
        return socket;
    }

    /// <summary>The beginning of the answer; empty when the connection was closed instead.</summary>
    private static async Task<string> AskHealthAsync(Socket socket)
    {
        var piece = new byte[1024];
        try
        {
            await socket.SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Ct);
            var length = await socket.ReceiveAsync(piece, Ct);

            // The body may come by itself; what is left of it must not look like the end of the connection.
            while (length > 0 && !Encoding.ASCII.GetString(piece, 0, length).Contains("Healthy", StringComparison.Ordinal))
            {
                length += await socket.ReceiveAsync(piece.AsMemory(length), Ct) is > 0 and var more
                    ? more
                    : throw new EndOfStreamException("The answer broke off.");
            }

            return Encoding.ASCII.GetString(piece, 0, length);
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
