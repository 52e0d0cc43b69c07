using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace NcAspire.Compat.Docker.Tests.Wire;

public sealed class ErrorTests
{
    [Theory(Timeout = RawServer.Patience)]
    [InlineData(400, "{\"message\":\"bad parameter\"}")]
    [InlineData(409, "{\"message\":\"the name is taken\"}\n")]
    [InlineData(500, "driver failed\n")]
    [InlineData(502, "<html><body>Bad Gateway</body></html>")]
    [InlineData(503, "")]
    public async Task A_refusal_has_the_status_and_the_body_as_it_came(int status, string body)
    {
        await using var server = RawServer.Answering(
            $"HTTP/1.1 {status} No\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var client = server.Client();

        var refused = await Assert.ThrowsAsync<DockerApiException>(() => client.System.GetVersionAsync(Ct));
        Assert.Equal((HttpStatusCode)status, refused.StatusCode);
        Assert.Equal(body, refused.ResponseBody);
        Assert.Contains(body, refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Nobody_is_followed_elsewhere()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
            await connection.ReadHeadAsync();
            await connection.SendJsonAsync("{}");
        });
        using var client = server.Client();

        var refused = await Assert.ThrowsAsync<DockerApiException>(() => client.System.GetVersionAsync(Ct));
        Assert.Equal(HttpStatusCode.MovedPermanently, refused.StatusCode);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_refusal_of_a_stream_has_them_as_well()
    {
        await using var server = RawServer.Answering("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\nboom");
        using var client = server.Client();

        var logs = await Assert.ThrowsAsync<DockerApiException>(() => client.Containers.GetContainerLogsAsync("a", false, new(), Ct));
        var attach = await Assert.ThrowsAsync<DockerApiException>(() => client.Containers.AttachContainerAsync("a", false, new(), Ct));
        var events = await Assert.ThrowsAsync<DockerApiException>(() =>
            client.System.MonitorEventsAsync(new(), new Testing.Collected<Message>(), Ct));
        Assert.All([logs, attach, events], e => Assert.Equal("boom", e.ResponseBody));
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task Not_found_says_what_was_not()
    {
        await using var server = RawServer.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
        using var client = server.Client();

        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => client.Containers.InspectContainerAsync("a", Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => client.Containers.StartContainerAsync("a", null, Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => client.Containers.AttachContainerAsync("a", false, new(), Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => client.Containers.GetContainerLogsAsync("a", false, new(), Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() => client.Exec.ExecCreateContainerAsync("a", new(), Ct));
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => client.Containers.CreateContainerAsync(new(), Ct));
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => client.Images.InspectImageAsync("a", Ct));
        await Assert.ThrowsAsync<DockerNetworkNotFoundException>(() => client.Networks.InspectNetworkAsync("a", Ct));
        Assert.IsType<DockerApiException>(await Record.ExceptionAsync(() => client.Volumes.InspectAsync("a", Ct)));
    }

    [Theory(Timeout = RawServer.Patience)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Version\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n\r\n")]
    public async Task An_answer_that_is_cut_or_none_is_a_failed_request(string answer)
    {
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(answer);
        });
        using var client = server.Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.System.GetVersionAsync(Ct));
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task A_good_status_with_a_body_that_is_no_JSON_is_no_answer()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
        using var client = server.Client();

        await Assert.ThrowsAsync<JsonException>(() => client.System.GetVersionAsync(Ct));
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task An_engine_that_is_not_there_is_a_failed_request()
    {
        var nowhere = new Uri($"unix://{Path.GetTempPath()}nct-nobody-listens-here.sock");
        using var client = new DockerClientConfiguration(nowhere).CreateClient();

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => client.System.PingAsync(Ct));
        Assert.IsType<SocketException>(failed.InnerException);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Containers.AttachContainerAsync("a", false, new(), Ct));
    }

    [Theory]
    [InlineData("ssh://engine")]
    [InlineData("npipe://./pipe/docker_engine")]
    public void An_address_that_nobody_can_speak_to_is_refused_at_once(string address)
    {
        using var configuration = new DockerClientConfiguration(new Uri(address));
        Assert.Throws<ArgumentException>(() => configuration.CreateClient());
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task What_must_be_given_is_asked_for_before_anything_is_sent()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        using var client = server.Client();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.Containers.InspectContainerAsync("", Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.Containers.CreateContainerAsync(null, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.Networks.ConnectNetworkAsync("a", new(), Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.System.MonitorEventsAsync(new(), null, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            client.Containers.ExtractArchiveToContainerAsync("a", new() { Path = "/" }, null, Ct));
        Assert.Equal(0, server.Accepted);
    }

    [Fact(Timeout = RawServer.Patience)]
    public async Task An_engine_that_refuses_a_large_tar_unread_is_heard()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngone");
        });
        using var client = server.Client();

        var refused = await Assert.ThrowsAsync<DockerContainerNotFoundException>(() =>
            client.Containers.ExtractArchiveToContainerAsync("a", new() { Path = "/" }, new MemoryStream(new byte[1 << 24]), Ct));
        Assert.Equal("gone", refused.ResponseBody);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
