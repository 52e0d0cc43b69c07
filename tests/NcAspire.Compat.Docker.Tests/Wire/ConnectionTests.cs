using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Wire;

public sealed class ConnectionTests
{
    private const string Pong = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_connection_is_used_again_after_answers_good_and_bad()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                var ping = head.Contains("/_ping", StringComparison.Ordinal);
                await connection.SendAsync(ping ? Pong : "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}");
            }
        });
        using var client = server.Client();

        for (var i = 0; i < 20; i++)
        {
            await client.System.PingAsync(Ct);
            await Record.ExceptionAsync(() => client.Containers.InspectContainerAsync("a", Ct));
        }

        Assert.Equal(1, server.Accepted);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Questions_at_the_same_time_do_not_wait_for_each_other()
    {
        var all = new CountdownEvent(20);
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            all.Signal();
            await Eventually.TrueAsync(() => all.IsSet, CancellationToken.None);
            await connection.SendAsync(Pong);
        });
        using var client = server.Client();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.System.PingAsync(Ct)));
        Assert.Equal(20, server.Accepted);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_connection_that_the_engine_closed_meanwhile_is_not_used_again()
    {
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(Pong);
            await connection.Stream.DisposeAsync();
            closed.TrySetResult();
        });
        using var client = server.Client();

        await client.System.PingAsync(Ct);
        await closed.Task.WaitAsync(Ct);
        await client.System.PingAsync(Ct);
        Assert.Equal(2, server.Accepted);
    }

    [Theory(Timeout = RawServer.Patience)]
    [InlineData("logs")]
    [InlineData("archive")]
    [InlineData("attach")]
    public async Task A_stream_that_is_left_before_its_end_takes_its_connection_with_it(string kind)
    {
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nX-Docker-Container-Path-Stat: e30=\r\n\r\n");
            await connection.SendAsync([1, 0, 0, 0, 0, 0, 0, 100, 42]);
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using var client = server.Client();

        if (kind is "archive")
        {
            var archive = await client.Containers.GetArchiveFromContainerAsync("a", new() { Path = "/" }, false, Ct);
            Assert.Equal(1, archive.Stream.ReadByte());
            await archive.Stream.DisposeAsync();
        }
        else
        {
            using var stream = kind is "logs"
                ? await client.Containers.GetContainerLogsAsync("a", false, new(), Ct)
                : await client.Containers.AttachContainerAsync("a", false, new(), Ct);
            Assert.Equal(1, (await stream.ReadOutputAsync(new byte[1], 0, 1, Ct)).Count);
        }

        await closed.Task.WaitAsync(Ct);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_stream_that_is_read_to_its_end_leaves_the_connection_to_the_next()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            while (await connection.ReadHeadAsync() is not null)
            {
                await connection.BeginChunksAsync();
                await connection.SendChunkAsync("{\"Action\":\"start\"}\n");
                await connection.EndChunksAsync();
            }
        });
        using var client = server.Client();
        var events = new Collected<Message>();

        await client.System.MonitorEventsAsync(new(), events, Ct);
        await client.System.MonitorEventsAsync(new(), events, Ct);
        using (var logs = await client.Containers.GetContainerLogsAsync("a", tty: true, new(), Ct))
        {
            await logs.ReadOutputToEndAsync(Ct);
        }

        await client.System.MonitorEventsAsync(new(), events, Ct);
        Assert.Equal(3, events.All.Count);
        Assert.Equal(1, server.Accepted);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_client_that_is_disposed_of_closes_what_it_kept()
    {
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(Pong);
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using (var client = server.Client())
        {
            await client.System.PingAsync(Ct);
        }

        await closed.Task.WaitAsync(Ct);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
