using System.Net;
using Docker.DotNet;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class VolumeTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task A_volume_is_made_once_and_keeps_the_labels_it_has()
    {
        var name = engine.Name("once");
        var labels = new Dictionary<string, string>(engine.Labels) { ["a"] = "1" };
        var made = await Volumes.CreateAsync(new() { Name = name, Labels = labels }, Ct);
        var again = await Volumes.CreateAsync(new() { Name = name, Labels = new Dictionary<string, string> { ["a"] = "2" } }, Ct);
        var seen = await Volumes.InspectAsync(name, Ct);

        Assert.Equal((name, "local", "1"), (made.Name, made.Driver, made.Labels["a"]));
        Assert.Equal(("1", "1", made.Mountpoint), (again.Labels["a"], seen.Labels["a"], seen.Mountpoint));
    }

    [Fact]
    public async Task Volumes_are_listed_by_label()
    {
        await Volumes.CreateAsync(new() { Name = engine.Name("listed"), Labels = engine.Labels }, Ct);
        var filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [$"{DockerEngine.Label}={engine.Id}"] = true },
        };
        var listed = (await Volumes.ListAsync(new() { Filters = filters }, Ct)).Volumes;

        Assert.Contains(engine.Name("listed"), listed.Select(v => v.Name));
        Assert.All(listed, v => Assert.Equal(engine.Id, v.Labels[DockerEngine.Label]));
        Assert.True((await Volumes.ListAsync(Ct)).Volumes.Count >= listed.Count);
    }

    [Fact]
    public async Task A_volume_in_use_stays_and_one_that_is_gone_is_not_found()
    {
        var name = engine.Name("used");
        await Volumes.CreateAsync(new() { Name = name, Labels = engine.Labels }, Ct);
        var user = await engine.Client.Containers.CreateContainerAsync(
            new()
            {
                Image = await engine.BaseImageAsync(Ct),
                Labels = engine.Labels,
                HostConfig = new() { Mounts = [new() { Type = "volume", Source = name, Target = "/data" }] },
            },
            Ct);

        await RefusedAsync(HttpStatusCode.Conflict, () => Volumes.RemoveAsync(name, force: true, Ct));
        await engine.Client.Containers.RemoveContainerAsync(user.ID, new() { RemoveVolumes = true }, Ct);
        await Volumes.RemoveAsync(name, cancellationToken: Ct);
        await RefusedAsync(HttpStatusCode.NotFound, () => Volumes.InspectAsync(name, Ct));
        await RefusedAsync(HttpStatusCode.NotFound, () => Volumes.RemoveAsync(name, cancellationToken: Ct));
    }

    private IVolumeOperations Volumes => engine.Client.Volumes;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task RefusedAsync(HttpStatusCode status, Func<Task> doAsync) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<DockerApiException>(doAsync)).StatusCode);
}
