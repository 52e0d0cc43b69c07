using Docker.DotNet;

namespace NcAspire.Compat.Docker.Tests.Wire;

public sealed class TimeoutTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void An_answer_may_take_100_seconds_if_nobody_says_otherwise()
    {
        using var configuration = new DockerClientConfiguration(new Uri("unix:///nowhere"));
        using var client = configuration.CreateClient();

        Assert.Equal(TimeSpan.FromSeconds(100), client.DefaultTimeout);
        Assert.Throws<ArgumentException>(() => new DockerClientConfiguration(new Uri("unix:///nowhere"), null, TimeSpan.FromSeconds(-7)));
    }

    [Theory(Timeout = RawServer.Patience)]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nbo")]
    public async Task An_answer_that_does_not_come_in_time_is_given_up_and_its_connection_closed(string beginning)
    {
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(beginning);
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using var client = server.Client(_short);

        var late = await Assert.ThrowsAsync<TaskCanceledException>(() => client.System.GetVersionAsync(Ct));
        Assert.IsType<TimeoutException>(late.InnerException);
        await closed.Task.WaitAsync(Ct);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Who_asks_may_give_up_before()
    {
        var asked = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            asked.SetResult();
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using var client = server.Client();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var answer = client.System.GetVersionAsync(patience.Token);
        await asked.Task.WaitAsync(Ct);
        await patience.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.IsNotType<TimeoutException>(cancelled.InnerException);
        await closed.Task.WaitAsync(Ct);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task What_the_engine_waits_for_may_take_its_time()
    {
        var late = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            var head = await connection.ReadHeadAsync() ?? "";
            if (!head.Contains("/_ping", StringComparison.Ordinal))
            {
                await late.Task;
                await connection.SendJsonAsync("{\"StatusCode\":7}");
            }

            await connection.HangAsync();
        });
        using var client = server.Client(_short);

        var stopped = client.Containers.StopContainerAsync("a", new(), Ct);
        var restarted = client.Containers.RestartContainerAsync("a", new(), Ct);
        var ended = client.Containers.WaitContainerAsync("a", Ct);
        var logs = client.Containers.GetContainerLogsAsync("a", false, new(), Ct);

        // Once this is too late, those that were asked before would be, too.
        await Assert.ThrowsAsync<TaskCanceledException>(() => client.System.PingAsync(Ct));
        late.SetResult();

        Assert.True(await stopped);
        await restarted;
        Assert.Equal(7, (await ended).StatusCode);
        (await logs).Dispose();
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_stream_that_is_open_has_no_timeout_but_may_be_cancelled()
    {
        var late = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            if ((await connection.ReadHeadAsync() ?? "").Contains("/logs", StringComparison.Ordinal))
            {
                await connection.BeginChunksAsync();
                await late.Task;
                await connection.SendChunkAsync("late");
            }

            await connection.HangAsync();
        });
        using var client = server.Client(_short);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var logs = await client.Containers.GetContainerLogsAsync("a", tty: true, new(), Ct);
        var buffer = new byte[16];

        await Assert.ThrowsAsync<TaskCanceledException>(() => client.System.PingAsync(Ct));
        late.SetResult();
        Assert.Equal(4, (await logs.ReadOutputAsync(buffer, 0, 16, Ct)).Count);

        var more = logs.ReadOutputAsync(buffer, 0, 16, patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => more);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
