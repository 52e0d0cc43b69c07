using System.Globalization;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>What is understood of what comes.</summary>
public sealed class AnswerTests
{
    [Fact(Timeout = RawServer.Patience)]
    public async Task Unknown_keys_nulls_and_empty_words_are_no_reason_to_fail()
    {
        await using var server = new RecordingServer("""
            {"Id":"c1","Created":"2026-11-20T09:18:20.123456789Z","Future":{"a":[1,{"b":null}]},"RestartCount":null,"SizeRw":null,
             "State":{"Running":true,"ExitCode":null,"Health":null,"OOMKilled":false},
             "HostConfig":{"RestartPolicy":{"Name":"","MaximumRetryCount":0},"Memory":null,"PidsLimit":null,"Init":null,"CapDrop":null},
             "NetworkSettings":{"Ports":{"18789/tcp":null},"Networks":{"n":{"IPAddress":"10.1.0.9","IPPrefixLen":24,"DNSNames":null}}}}
            """);
        using var client = new global::Docker.DotNet.DockerClientConfiguration(server.Address).CreateClient();
        var container = await client.Containers.InspectContainerAsync("c1", Ct);

        Assert.Equal("c1", container.ID);
        Assert.Equal((DateTimeKind.Utc, 2026), (container.Created.Kind, container.Created.Year));
        Assert.Equal((0, true, 0), (container.RestartCount, container.State.Running, container.State.ExitCode));
        var host = container.HostConfig;
        Assert.Equal((RestartPolicyKind.Undefined, 0, null), (host.RestartPolicy.Name, host.Memory, host.PidsLimit));
        Assert.Null(container.NetworkSettings.Ports["18789/tcp"]);
        Assert.Equal("10.1.0.9", container.NetworkSettings.Networks["n"].IPAddress);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Times_of_a_list_are_seconds()
    {
        await using var server = new RecordingServer("""[{"Id":"c1","Names":["/nc-1"],"Created":1795166300,"Labels":{"a":"b"}}]""");
        using var client = new global::Docker.DotNet.DockerClientConfiguration(server.Address).CreateClient();
        var container = Assert.Single(await client.Containers.ListContainersAsync(new(), Ct));

        Assert.Equal(DateTime.Parse("2026-11-20T09:18:20Z", CultureInfo.InvariantCulture).ToUniversalTime(), container.Created);
        Assert.Equal(("/nc-1", "b"), (container.Names[0], container.Labels["a"]));
    }

    [Theory(Timeout = RawServer.Patience)]
    [InlineData("{\"Action\":\"a\"}\n{\"Action\":\"b\"}\n")]
    [InlineData("{\"Action\":\"a\"}{\"Action\":\"b\"}")]
    [InlineData("{\"Action\":\"a\"}\r\n\r\n{\"Action\":\"b\",\"Unknown\":{\"Action\":\"c\"}}")]
    public async Task Events_come_one_after_the_other_however_they_are_parted(string text)
    {
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.BeginChunksAsync();
            foreach (var letter in text)
            {
                await connection.SendChunkAsync(letter.ToString());
            }

            await connection.EndChunksAsync();
        });
        using var client = server.Client();
        var events = new Collected<Message>();

        await client.System.MonitorEventsAsync(new(), events, Ct);
        Assert.Equal(["a", "b"], events.All.Select(e => e.Action));
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task An_event_is_reported_when_it_is_there_and_the_stream_ends_with_who_listens()
    {
        var next = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.BeginChunksAsync();
            await connection.SendChunkAsync(
                """{"Type":"container","Action":"die","Actor":{"ID":"c","Attributes":{"exitCode":"137"}},"timeNano":5}""");
            await next.Task;
            await connection.SendChunkAsync("{\"Action\":\"start\"}\n");
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using var client = server.Client();
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var events = new Collected<Message>();

        var stream = client.System.MonitorEventsAsync(new(), events, listening.Token);
        await Eventually.TrueAsync(() => events.All.Count is 1, Ct);
        next.SetResult();
        await Eventually.TrueAsync(() => events.All.Count is 2, Ct);
        Assert.Equal(("die", "137", 5), (events.All[0].Action, events.All[0].Actor.Attributes["exitCode"], events.All[0].TimeNano));

        await listening.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream);
        await closed.Task.WaitAsync(Ct);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Events_whose_connection_breaks_are_no_end()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.BeginChunksAsync();
            await connection.SendChunkAsync("{\"Action\":\"start\"}\n{\"Act");
        });
        using var client = server.Client();
        var events = new Collected<Message>();

        await Assert.ThrowsAnyAsync<IOException>(() => client.System.MonitorEventsAsync(new(), events, Ct));
        Assert.Single(events.All);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Who_fails_over_an_event_hears_of_no_more()
    {
        var closed = new TaskCompletionSource();
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.BeginChunksAsync();
            await connection.SendChunkAsync("{\"Action\":\"start\"}\n");
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using var client = server.Client();

        await Assert.ThrowsAsync<InvalidDataException>(() => client.System.MonitorEventsAsync(new(), new Failing(), Ct));
        await closed.Task.WaitAsync(Ct);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed class Failing : IProgress<Message>
    {
        public void Report(Message value) => throw new InvalidDataException();
    }
}
