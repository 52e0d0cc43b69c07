using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class NetworkTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    // From the addresses for tests of network devices (RFC 2544): nothing that routes is there to overlap with.
    private const string Subnet = "198.19.253.0/28";

    [Fact]
    public async Task A_network_is_made_as_it_was_asked_for_and_containers_have_their_place_in_it()
    {
        var asked = new NetworksCreateParameters
        {
            Name = engine.Name("net"),
            Driver = "bridge",
            CheckDuplicate = true,
            Internal = true,
            Labels = engine.Labels,
            Options = new Dictionary<string, string> { ["com.docker.network.bridge.enable_icc"] = "false" },
            IPAM = new IPAM { Config = [new IPAMConfig { Subnet = Subnet, IPRange = "198.19.253.8/29", Gateway = "198.19.253.1" }] },
        };
        var made = await Networks.CreateNetworkAsync(asked, Ct);
        var id = await engine.RunAsync("exec sleep infinity", Ct);
        await Networks.DisconnectNetworkAsync("none", new() { Container = id, Force = true }, Ct);
        await Networks.ConnectNetworkAsync(
            asked.Name, new() { Container = id, EndpointConfig = new() { IPAMConfig = new() { IPv4Address = "198.19.253.5" } } }, Ct);

        var seen = await Networks.InspectNetworkAsync(made.ID, Ct);
        Assert.Equal(
            (asked.Name, "bridge", true, engine.Id), (seen.Name, seen.Driver, seen.Internal, seen.Labels[DockerEngine.Label]));
        Assert.Equal("false", seen.Options["com.docker.network.bridge.enable_icc"]);
        Assert.Equivalent(asked.IPAM.Config[0], Assert.Single(seen.IPAM.Config));
        Assert.Equal("198.19.253.5/28", Assert.Single(seen.Containers).Value.IPv4Address);

        var place = (await engine.Client.Containers.InspectContainerAsync(id, Ct)).NetworkSettings.Networks[asked.Name];
        Assert.Equal(("198.19.253.5", 28, "198.19.253.1", made.ID), (place.IPAddress, place.IPPrefixLen, place.Gateway, place.NetworkID));
        var listed = Assert.Single(await engine.Client.Containers.ListContainersAsync(new() { Filters = Named("id", id) }, Ct));
        Assert.Equal("198.19.253.5", listed.NetworkSettings.Networks[asked.Name].IPAddress);

        await RefusedAsync(HttpStatusCode.Conflict, () => Networks.CreateNetworkAsync(asked, Ct));
        await RefusedAsync(HttpStatusCode.Forbidden, () => Networks.DeleteNetworkAsync(made.ID, Ct));
        await Networks.DisconnectNetworkAsync(made.ID, new() { Container = id, Force = true }, Ct);
        await Networks.DeleteNetworkAsync(made.ID, Ct);
        await Assert.ThrowsAsync<DockerNetworkNotFoundException>(() => Networks.InspectNetworkAsync(made.ID, Ct));
    }

    [Fact]
    public async Task Networks_are_listed_by_name()
    {
        var named = await Networks.ListNetworksAsync(new() { Filters = Named("name", "none") }, Ct);
        Assert.Equal("none", Assert.Single(named).Name);
        Assert.Contains("host", (await Networks.ListNetworksAsync(cancellationToken: Ct)).Select(n => n.Name));
    }

    private INetworkOperations Networks => engine.Client.Networks;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Dictionary<string, IDictionary<string, bool>> Named(string key, string value) =>
        new() { [key] = new Dictionary<string, bool> { [value] = true } };

    private static async Task RefusedAsync(HttpStatusCode status, Func<Task> doAsync) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<DockerApiException>(doAsync)).StatusCode);
}
