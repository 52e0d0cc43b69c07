using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

/// <summary>An engine that goes and comes again.</summary>
public sealed class RestartTests(DockerEngine shared) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task A_client_outlives_the_engine()
    {
        await using var engine = await PrivateEngine.CreateAsync(Ct);
        await engine.Client.Volumes.CreateAsync(new() { Name = "kept" }, Ct);
        var events = engine.Client.System.MonitorEventsAsync(new(), new Collected<Message>(), Ct);

        await engine.StopAsync(Ct);
        await EndedAsync(events);
        await Assert.ThrowsAsync<HttpRequestException>(() => engine.Client.System.PingAsync(Ct));
        await engine.StartAsync(Ct);
        Assert.Equal("kept", (await engine.Client.Volumes.InspectAsync("kept", Ct)).Name);

        await engine.KillAsync(Ct);
        await Assert.ThrowsAsync<HttpRequestException>(() => engine.Client.System.PingAsync(Ct));
        await engine.StartAsync(Ct);
        Assert.Equal("kept", (await engine.Client.Volumes.InspectAsync("kept", Ct)).Name);
    }

    [Fact]
    public async Task An_engine_that_is_killed_ends_what_is_read_and_waited_for()
    {
        await using var engine = await PrivateEngine.CreateAsync(Ct);
        var image = await shared.BaseImageAsync(Ct);
        await engine.LoadAsync(shared.Client, image, Ct);
        var parameters = new CreateContainerParameters
        {
            Name = "one",
            Image = image,
            Cmd = ["sh", "-c", "echo here; exec sleep infinity"],
            HostConfig = new HostConfig { NetworkMode = "none", Init = true },
        };
        await engine.Client.Containers.CreateContainerAsync(parameters, Ct);
        await engine.Client.Containers.StartContainerAsync("one", null, Ct);
        using var logs = await engine.Client.Containers.GetContainerLogsAsync("one", false, new() { ShowStdout = true, Follow = true }, Ct);
        Assert.Equal(5, (await logs.ReadOutputAsync(new byte[10], 0, 10, Ct)).Count);
        var output = logs.ReadOutputToEndAsync(Ct);
        var ended = engine.Client.Containers.WaitContainerAsync("one", Ct);

        await engine.KillAsync(Ct);
        await Assert.ThrowsAnyAsync<IOException>(() => output);
        await Assert.ThrowsAsync<HttpRequestException>(() => ended);

        await engine.StartAsync(Ct);
        Assert.False((await engine.Client.Containers.InspectContainerAsync("one", Ct)).State.Running);
        Assert.True(await engine.Client.Containers.StartContainerAsync("one", null, Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A stream of events ends by itself or breaks, as the engine had time for it or not.</summary>
    private static async Task EndedAsync(Task events)
    {
        if (await Record.ExceptionAsync(() => events) is { } broken)
        {
            Assert.IsType<IOException>(broken, exactMatch: false);
        }
    }
}
