using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Images, by name or id. <see cref="DockerImageNotFoundException"/> if there is none.</summary>
public interface IImageOperations
{
    Task<IList<ImagesListResponse>> ListImagesAsync(ImagesListParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>
    /// Builds an image from a tar with a Dockerfile, and ends when the build has. A build that fails does not throw: its last message
    /// has <see cref="JSONMessage.Error"/>.
    /// </summary>
    Task BuildImageFromDockerfileAsync(
        ImageBuildParameters parameters,
        Stream contents,
        IEnumerable<AuthConfig> authConfigs,
        IDictionary<string, string> headers,
        IProgress<JSONMessage> progress,
        CancellationToken cancellationToken = default);

    Task<ImageInspectResponse> InspectImageAsync(string name, CancellationToken cancellationToken = default);

    Task TagImageAsync(string name, ImageTagParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>Takes a name away, and the image with its last one; answers what was <c>Untagged</c> and <c>Deleted</c>.</summary>
    /// <exception cref="DockerApiException">409: a container uses it, or an image was built on it.</exception>
    Task<IList<IDictionary<string, string>>> DeleteImageAsync(
        string name,
        ImageDeleteParameters parameters,
        CancellationToken cancellationToken = default);

    /// <summary>A tar that <see cref="LoadImageAsync"/> takes.</summary>
    Task<Stream> SaveImageAsync(string name, CancellationToken cancellationToken = default);

    Task LoadImageAsync(
        ImageLoadParameters parameters,
        Stream imageStream,
        IProgress<JSONMessage> progress,
        CancellationToken cancellationToken = default);
}
