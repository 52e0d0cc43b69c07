using System.Text.Json.Nodes;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace NcAspire.Compat.Docker.Tests.Wire;

/// <summary>What goes over the wire, to the letter.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task A_container_is_asked_for_by_the_engines_own_keys_and_nothing_that_was_not_said()
    {
        var parameters = new CreateContainerParameters
        {
            Name = "nc-1",
            Image = "gateway:1",
            User = "1000:1000",
            Env = ["HOME=/data"],
            Labels = new Dictionary<string, string> { ["ncaspire.installation"] = "<a>&'b'" },
            ExposedPorts = new Dictionary<string, EmptyStruct> { ["18789/tcp"] = default },
            StopTimeout = TimeSpan.FromSeconds(30),
            Healthcheck = new HealthConfig { Test = ["NONE"], Interval = TimeSpan.FromSeconds(2) },
            HostConfig = new HostConfig
            {
                NetworkMode = "nc-internal",
                ReadonlyRootfs = true,
                CapDrop = ["ALL"],
                PidsLimit = 256,
                Memory = 1L << 30,
                NanoCPUs = 1_000_000_000,
                Init = false,
                DNS = [],
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = "size=256m" },
                Mounts =
                [
                    new Mount { Type = "volume", Source = "nc-1-state", Target = "/data", VolumeOptions = new() { NoCopy = true } },
                ],
                RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.OnFailure, MaximumRetryCount = 5 },
                LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-file"] = "3" } },
            },
            NetworkingConfig = new NetworkingConfig
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings>
                {
                    ["nc-internal"] = new EndpointSettings { IPAMConfig = new EndpointIPAMConfig { IPv4Address = "10.1.0.9" } },
                },
            },
        };

        var (head, body) = await SentAsync(client => client.Containers.CreateContainerAsync(parameters, Ct), new Version(1, 41));

        Assert.StartsWith("POST /v1.41/containers/create?name=nc-1 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json; charset=utf-8\r\n", head, StringComparison.Ordinal);
        var expected = JsonNode.Parse("""
            {"User":"1000:1000","ExposedPorts":{"18789/tcp":{}},"Env":["HOME=/data"],"Healthcheck":{"Test":["NONE"],"Interval":2000000000},
             "Image":"gateway:1","Labels":{"ncaspire.installation":"<a>&'b'"},"StopTimeout":30,
             "HostConfig":{"LogConfig":{"Type":"json-file","Config":{"max-file":"3"}},"NetworkMode":"nc-internal",
              "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":5},"CapDrop":["ALL"],"Dns":[],"ReadonlyRootfs":true,
              "Tmpfs":{"/tmp":"size=256m"},"Memory":1073741824,"NanoCpus":1000000000,"PidsLimit":256,
              "Mounts":[{"Type":"volume","Source":"nc-1-state","Target":"/data","VolumeOptions":{"NoCopy":true}}],"Init":false},
             "NetworkingConfig":{"EndpointsConfig":{"nc-internal":{"IPAMConfig":{"IPv4Address":"10.1.0.9"}}}}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), body);
    }

    [Fact]
    public async Task Lists_are_filtered_by_a_map_of_sets()
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { ["ncaspire.installation=a b"] = true },
        };
        var (head, _) = await SentAsync(client =>
            client.Containers.ListContainersAsync(new() { All = true, Size = false, Limit = 7, Filters = filters }, Ct), answer: "[]");

        var query = head.Split(' ')[1];
        Assert.Equal(
            """/containers/json?size=0&all=1&limit=7&filters={"label":{"ncaspire.installation=a b":true}}""",
            Uri.UnescapeDataString(query));
        Assert.DoesNotContain(' ', query);
    }

    [Theory]
    [InlineData("a/b", "/containers/a%2Fb/json")]
    [InlineData("a?all=1#b", "/containers/a%3Fall%3D1%23b/json")]
    [InlineData("a b\r\nX: y", "/containers/a%20b%0D%0AX%3A%20y/json")]
    public async Task A_name_stays_one_part_of_its_path(string name, string path)
    {
        var (head, _) = await SentAsync(client => client.Containers.InspectContainerAsync(name, Ct));
        Assert.Equal($"GET {path} HTTP/1.1", head.Split("\r\n")[0]);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/../../images/json")]
    public async Task A_way_up_is_nobodys_name(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SentAsync(client => client.Containers.InspectContainerAsync(name, Ct)));
        await Assert.ThrowsAsync<ArgumentException>(() => SentAsync(client => client.Images.InspectImageAsync(name, Ct)));
    }

    [Fact]
    public async Task The_name_of_an_image_may_have_slashes()
    {
        var (head, _) = await SentAsync(client => client.Images.InspectImageAsync("host:5000/team/gateway:1.0", Ct));
        Assert.StartsWith("GET /images/host%3A5000/team/gateway%3A1.0/json HTTP/1.1", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_version_there_is_none_in_the_path_and_headers_of_the_configuration_go_along()
    {
        await using var server = new RecordingServer("{}");
        var headers = new Dictionary<string, string> { ["X-Tenant"] = "7" };
        using var configuration = new DockerClientConfiguration(server.Address, defaultHttpRequestHeaders: headers);
        using var client = configuration.CreateClient();
        await client.System.GetVersionAsync(Ct);

        var (head, _) = Assert.Single(server.Requests);
        Assert.StartsWith("GET /version HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Tenant: 7\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Host: localhost\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_are_asked_for_once_or_for_ever()
    {
        var once = await SentAsync(client => client.Containers.GetContainerStatsAsync(
            "a", new() { Stream = false, OneShot = true }, new Testing.Collected<ContainerStatsResponse>(), Ct));
        var always = await SentAsync(client => client.Containers.GetContainerStatsAsync(
            "a", new(), new Testing.Collected<ContainerStatsResponse>(), Ct));

        Assert.StartsWith("GET /containers/a/stats?stream=0&one-shot=1 ", once.Head, StringComparison.Ordinal);
        Assert.StartsWith("GET /containers/a/stats?stream=1 ", always.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_until_the_kill_are_seconds_and_zero_is_said()
    {
        var (head, _) = await SentAsync(client => client.Containers.StopContainerAsync("a", new() { WaitBeforeKillSeconds = 0 }, Ct));
        Assert.StartsWith("POST /containers/a/stop?t=0 ", head, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(string Head, string Body)> SentAsync(
        Func<DockerClient, Task> askAsync,
        Version? version = null,
        string answer = "{}")
    {
        await using var server = new RecordingServer(answer);
        using var configuration = new DockerClientConfiguration(server.Address);
        using var client = configuration.CreateClient(version);
        await askAsync(client);
        return Assert.Single(server.Requests);
    }
}
