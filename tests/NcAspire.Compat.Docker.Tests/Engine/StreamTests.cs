using System.Globalization;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class StreamTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task Logs_have_output_and_errors_apart()
    {
        var id = await engine.RunAsync("echo one; echo bad >&2; echo two", Ct);
        await Containers.WaitContainerAsync(id, Ct);

        Assert.Equal(("one\ntwo\n", "bad\n"), await LogsAsync(id, new() { ShowStdout = true, ShowStderr = true }));
        Assert.Equal(("", "bad\n"), await LogsAsync(id, new() { ShowStderr = true }));

        // Which is the last line, one of output or one of errors, is not certain.
        var (output, errors) = await LogsAsync(id, new() { ShowStdout = true, ShowStderr = true, Tail = "1" });
        Assert.Contains($"{output}{errors}", new[] { "two\n", "bad\n" });

        var stamped = await LogsAsync(id, new() { ShowStdout = true, Timestamps = true });
        Assert.All(
            stamped.Output.TrimEnd().Split('\n'),
            line => Assert.True(DateTimeOffset.TryParse(line.Split(' ')[0], CultureInfo.InvariantCulture, out _), line));
    }

    [Fact]
    public async Task Logs_are_followed_until_the_container_ends()
    {
        var id = await engine.RunAsync("echo ready; exec sleep infinity", Ct);
        using var logs = await Containers.GetContainerLogsAsync(id, false, new() { ShowStdout = true, Follow = true }, Ct);

        Assert.Equal("ready\n", await ReadAsync(logs));
        var rest = logs.ReadOutputToEndAsync(Ct);
        Assert.False(rest.IsCompleted);
        await Containers.KillContainerAsync(id, new(), Ct);
        Assert.Equal(("", ""), await rest);
    }

    [Fact]
    public async Task Much_output_comes_whole()
    {
        var id = await engine.RunAsync("seq 200000; seq 1000 >&2", Ct);
        await Containers.WaitContainerAsync(id, Ct);
        var (output, errors) = await LogsAsync(id, new() { ShowStdout = true, ShowStderr = true });

        Assert.Equal(Enumerable.Range(1, 200000).Select(i => i.ToString(CultureInfo.InvariantCulture)), output.TrimEnd().Split('\n'));
        Assert.Equal(1000, errors.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task A_command_in_a_container_has_input_output_and_an_exit_code()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var command = await Exec.ExecCreateContainerAsync(
            id,
            new()
            {
                AttachStdin = true,
                AttachStdout = true,
                AttachStderr = true,
                User = "1000:1000",
                WorkingDir = "/tmp",
                Env = ["GREETING=hello"],
                Cmd = ["sh", "-c", "echo $GREETING from $(pwd) as $(id -u); cat; echo bad >&2; exit 7"],
            },
            Ct);

        using var stream = await Exec.StartAndAttachContainerExecAsync(command.ID, false, Ct);
        Assert.Equal("hello from /tmp as 1000\n", await ReadAsync(stream));
        Assert.True((await Exec.InspectContainerExecAsync(command.ID, Ct)).Running);
        await stream.WriteAsync("typed\n"u8.ToArray(), 0, 6, Ct);
        stream.CloseWrite();

        Assert.Equal(("typed\n", "bad\n"), await stream.ReadOutputToEndAsync(Ct));
        var ended = await Exec.InspectContainerExecAsync(command.ID, Ct);
        Assert.Equal((command.ID, id, false, 7), (ended.ExecID, ended.ContainerID, ended.Running, ended.ExitCode));
    }

    [Fact]
    public async Task A_command_with_a_terminal_has_one_stream()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var command = await Exec.ExecCreateContainerAsync(
            id, new() { AttachStdout = true, AttachStderr = true, Tty = true, Cmd = ["sh", "-c", "echo one; echo bad >&2"] }, Ct);

        using var stream = await Exec.StartAndAttachContainerExecAsync(command.ID, true, Ct);
        Assert.Equal(("one\r\nbad\r\n", ""), await stream.ReadOutputToEndAsync(Ct));
    }

    [Fact]
    public async Task A_command_may_run_without_anybody_listening()
    {
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        var command = await Exec.ExecCreateContainerAsync(id, new() { Cmd = ["sh", "-c", "exit 5"] }, Ct);
        await Exec.StartContainerExecAsync(command.ID, Ct);

        await Eventually.TrueAsync(
            async () => await Exec.InspectContainerExecAsync(command.ID, Ct) is { Running: false, ExitCode: 5 }, Ct);
    }

    [Fact]
    public async Task A_container_that_does_not_run_runs_no_command()
    {
        var id = await engine.RunAsync("exit 0", Ct);
        await Containers.WaitContainerAsync(id, Ct);

        var refused = await Assert.ThrowsAsync<DockerApiException>(() =>
            Exec.ExecCreateContainerAsync(id, new() { Cmd = ["true"] }, Ct));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => Exec.InspectContainerExecAsync("none", Ct));
    }

    [Fact]
    public async Task A_container_gets_its_input_from_who_attached_before_its_start()
    {
        var parameters = new CreateContainerParameters
        {
            Image = await engine.BaseImageAsync(Ct),
            Cmd = ["sh", "-c", "wc -c"],
            OpenStdin = true,
            StdinOnce = true,
            AttachStdin = true,
            AttachStdout = true,
            Labels = engine.Labels,
            HostConfig = new HostConfig { NetworkMode = "none" },
        };
        var id = (await Containers.CreateContainerAsync(parameters, Ct)).ID;
        using var stream = await Containers.AttachContainerAsync(
            id, false, new() { Stream = true, Stdin = true, Stdout = true, Stderr = true }, Ct);
        await Containers.StartContainerAsync(id, null, Ct);

        await stream.CopyFromAsync(new MemoryStream(new byte[1_000_000]), Ct);
        stream.CloseWrite();
        Assert.Equal(("1000000\n", ""), await stream.ReadOutputToEndAsync(Ct));
        Assert.Equal(0, (await Containers.WaitContainerAsync(id, Ct)).StatusCode);
    }

    [Fact]
    public async Task Events_tell_of_a_containers_life_as_it_happens()
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var events = new Collected<Message>();
        var since = (await engine.Client.System.GetSystemInfoAsync(Ct)).SystemTime;
        var parameters = new ContainerEventsParameters
        {
            Since = DateTimeOffset.Parse(since, CultureInfo.InvariantCulture).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["type"] = new Dictionary<string, bool> { ["container"] = true },
                ["label"] = new Dictionary<string, bool> { [$"story={engine.Id}"] = true },
            },
        };
        var stream = engine.Client.System.MonitorEventsAsync(parameters, events, listening.Token);
        var id = (await Containers.CreateContainerAsync(
            new()
            {
                Image = await engine.BaseImageAsync(Ct),
                Cmd = ["sh", "-c", "exit 9"],
                Labels = new Dictionary<string, string>(engine.Labels) { ["story"] = engine.Id },
                HostConfig = new HostConfig { NetworkMode = "none" },
            },
            Ct)).ID;
        await Containers.StartContainerAsync(id, null, Ct);
        await Containers.WaitContainerAsync(id, Ct);
        await Containers.RemoveContainerAsync(id, new(), Ct);

        await Eventually.TrueAsync(() => events.All.Any(e => e.Action is "destroy"), Ct);
        Assert.Equal(["create", "start", "die", "destroy"], events.All.Select(e => e.Action));
        Assert.All(events.All, e => Assert.Equal((id, "container"), (e.Actor.ID, e.Type)));
        Assert.Equal("9", events.All[2].Actor.Attributes["exitCode"]);
        Assert.True(events.All[0].TimeNano < events.All[3].TimeNano);
        await listening.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream);
    }

    private IContainerOperations Containers => engine.Client.Containers;

    private IExecOperations Exec => engine.Client.Exec;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(string Output, string Errors)> LogsAsync(string id, ContainerLogsParameters parameters)
    {
        using var logs = await Containers.GetContainerLogsAsync(id, tty: false, parameters, Ct);
        return await logs.ReadOutputToEndAsync(Ct);
    }

    private static async Task<string> ReadAsync(MultiplexedStream stream)
    {
        var buffer = new byte[1000];
        var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, Ct);
        return Encoding.UTF8.GetString(buffer, 0, read.Count);
    }
}
