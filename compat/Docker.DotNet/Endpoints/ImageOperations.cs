using Docker.DotNet.Models;

namespace Docker.DotNet;

internal sealed class ImageOperations(DockerClient client) : IImageOperations
{
    public async Task<IList<ImagesListResponse>> ListImagesAsync(
        ImagesListParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = EngineRequest.Get("images/json") with { Query = parameters };
        return await client.ReadAsync<ImagesListResponse[]>(request, cancellationToken).ConfigureAwait(false);
    }

    public Task BuildImageFromDockerfileAsync(
        ImageBuildParameters parameters,
        Stream contents,
        IEnumerable<AuthConfig> authConfigs,
        IDictionary<string, string> headers,
        IProgress<JSONMessage> progress,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(contents);
        var registries = (authConfigs ?? []).ToDictionary(a => a.ServerAddress);
        var all = new Dictionary<string, string>(headers ?? new Dictionary<string, string>());
        all.TryAdd("X-Registry-Config", Convert.ToBase64String(EngineJson.Write(registries)));
        var request = EngineRequest.Post("build") with { Query = parameters, Body = EngineRequest.Tar(contents), Headers = all };
        return client.ReportAsync(request, progress, cancellationToken);
    }

    public Task<ImageInspectResponse> InspectImageAsync(string name, CancellationToken cancellationToken = default) =>
        client.ReadAsync<ImageInspectResponse>(Found(EngineRequest.Get($"{At(name)}/json")), cancellationToken);

    public Task TagImageAsync(string name, ImageTagParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return client.SendAsync(Found(EngineRequest.Post($"{At(name)}/tag") with { Query = parameters }), cancellationToken);
    }

    public async Task<IList<IDictionary<string, string>>> DeleteImageAsync(
        string name,
        ImageDeleteParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Found(EngineRequest.Delete(At(name)) with { Query = parameters });
        return await client.ReadAsync<Dictionary<string, string>[]>(request, cancellationToken).ConfigureAwait(false);
    }

    public Task<Stream> SaveImageAsync(string name, CancellationToken cancellationToken = default) =>
        client.OpenStreamAsync(Found(EngineRequest.Get($"images/get?names={EngineRequest.Part(name)}")), cancellationToken);

    public Task LoadImageAsync(
        ImageLoadParameters parameters,
        Stream imageStream,
        IProgress<JSONMessage> progress,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(imageStream);
        var request = EngineRequest.Post("images/load") with { Query = parameters, Body = EngineRequest.Tar(imageStream) };
        return client.ReportAsync(request, progress, cancellationToken);
    }

    /// <summary>The name of an image may have slashes: the parts between them are escaped.</summary>
    private static string At(string name) => $"images/{EngineRequest.Part(name).Replace("%2F", "/", StringComparison.Ordinal)}";

    private static EngineRequest Found(EngineRequest request) =>
        request with { Missing = (status, body) => new DockerImageNotFoundException(status, body) };
}
