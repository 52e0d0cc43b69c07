using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class ImageTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task An_image_is_built_named_seen_and_taken_away()
    {
        var dockerfile = $"""
            FROM {await engine.BaseImageAsync(Ct)}
            COPY say /usr/local/bin/say
            RUN say built >/built
            LABEL colour=green
            CMD ["say", "hello"]
            """;
        var files = new Dictionary<string, string> { ["say"] = "#!/bin/sh\necho \"$@\"\n" };
        var image = await engine.BuildAsync(dockerfile, files, "say", Ct);

        var seen = await Images.InspectImageAsync(image, Ct);
        Assert.Equal(("green", engine.Id), (seen.Config.Labels["colour"], seen.Config.Labels[DockerEngine.Label]));
        Assert.Equal(["say", "hello"], seen.Config.Cmd);
        Assert.Equal(("linux", true), (seen.Os, seen.Size > 0));

        var other = engine.Name("other");
        await Images.TagImageAsync(image, new() { RepositoryName = other, Tag = "1" }, Ct);
        var listed = Assert.Single(await ListAsync($"{other}:1"));
        Assert.Equal((seen.ID, seen.Created.Date), (listed.ID, listed.Created.Date));
        Assert.Equal($"{other}:1", Assert.Single(listed.RepoTags));

        var untagged = await Images.DeleteImageAsync($"{other}:1", new(), Ct);
        Assert.Equal($"{other}:1", Assert.Single(untagged)["Untagged"]);
        var deleted = await Images.DeleteImageAsync(image, new() { Force = true }, Ct);
        Assert.Contains(deleted, d => d.TryGetValue("Deleted", out var id) && id == seen.ID);
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => Images.InspectImageAsync(image, Ct));
    }

    [Fact]
    public async Task A_build_that_fails_says_so_and_why()
    {
        var dockerfile = $"FROM {await engine.BaseImageAsync(Ct)}\nRUN echo broken by design && exit 9\n";
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            engine.BuildAsync(dockerfile, new Dictionary<string, string>(), "broken", Ct));

        Assert.Contains("broken by design", failed.Message, StringComparison.Ordinal);
        Assert.Contains("returned a non-zero code: 9", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Dockerfile_that_is_none_is_refused()
    {
        using var context = DockerEngine.Tar([new("Dockerfile", "PLEASE build\n")]);
        await Assert.ThrowsAsync<DockerApiException>(() =>
            Images.BuildImageFromDockerfileAsync(new(), context, null, null, new Collected<JSONMessage>(), Ct));
    }

    [Fact]
    public async Task Arguments_target_and_labels_reach_the_build()
    {
        var dockerfile = $"""
            FROM {await engine.BaseImageAsync(Ct)} AS first
            ARG COLOUR
            LABEL colour=$COLOUR
            FROM first AS second
            LABEL second=yes
            """;
        using var context = DockerEngine.Tar([new("other/File", dockerfile)]);
        var parameters = new ImageBuildParameters
        {
            Tags = [$"{engine.Name("args")}:1", $"{engine.Name("args")}:2"],
            Dockerfile = "other/File",
            Target = "first",
            BuildArgs = new Dictionary<string, string> { ["COLOUR"] = "light blue" },
            Labels = engine.Labels,
            NoCache = true,
        };
        var said = new Collected<JSONMessage>();
        await Images.BuildImageFromDockerfileAsync(parameters, context, null, null, said, Ct);

        Assert.Contains(said.All, m => m.Stream?.StartsWith("Successfully built", StringComparison.Ordinal) is true);
        var labels = (await Images.InspectImageAsync($"{engine.Name("args")}:2", Ct)).Config.Labels;
        Assert.Equal(("light blue", engine.Id, false), (labels["colour"], labels[DockerEngine.Label], labels.ContainsKey("second")));
    }

    private IImageOperations Images => engine.Client.Images;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<IList<ImagesListResponse>> ListAsync(string reference) => Images.ListImagesAsync(
        new()
        {
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["reference"] = new Dictionary<string, bool> { [reference] = true },
            },
        },
        Ct);
}
