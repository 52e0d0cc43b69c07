using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Containers, by id or name. <see cref="DockerContainerNotFoundException"/> if there is none.</summary>
public interface IContainerOperations
{
    Task<IList<ContainerListResponse>> ListContainersAsync(
        ContainersListParameters parameters,
        CancellationToken cancellationToken = default);

    /// <exception cref="DockerImageNotFoundException">There is no such image, or another thing that was named is missing (404).</exception>
    /// <exception cref="DockerApiException">409: the name is taken.</exception>
    Task<CreateContainerResponse> CreateContainerAsync(CreateContainerParameters parameters, CancellationToken cancellationToken = default);

    Task<ContainerInspectResponse> InspectContainerAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// The output of a container; <paramref name="tty"/> as it was created. With <c>Follow</c> it ends when the container does.
    /// </summary>
    Task<MultiplexedStream> GetContainerLogsAsync(
        string id,
        bool tty,
        ContainerLogsParameters parameters,
        CancellationToken cancellationToken = default);

    /// <summary>Reports what a container uses: once, or about every second until it ends or the token is cancelled.</summary>
    Task GetContainerStatsAsync(
        string id,
        ContainerStatsParameters parameters,
        IProgress<ContainerStatsResponse> progress,
        CancellationToken cancellationToken = default);

    /// <returns>False if it ran already.</returns>
    Task<bool> StartContainerAsync(string id, ContainerStartParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>Asks to end, kills after the time given, and waits for the end however long it takes.</summary>
    /// <returns>False if it did not run.</returns>
    Task<bool> StopContainerAsync(string id, ContainerStopParameters parameters, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="StopContainerAsync"/>
    Task RestartContainerAsync(string id, ContainerRestartParameters parameters, CancellationToken cancellationToken = default);

    /// <exception cref="DockerApiException">409: it does not run.</exception>
    Task KillContainerAsync(string id, ContainerKillParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>Input and output of a container from now on.</summary>
    Task<MultiplexedStream> AttachContainerAsync(
        string id,
        bool tty,
        ContainerAttachParameters parameters,
        CancellationToken cancellationToken = default);

    /// <summary>Waits until a container does not run, and at once if it does not.</summary>
    Task<ContainerWaitResponse> WaitContainerAsync(string id, CancellationToken cancellationToken = default);

    /// <exception cref="DockerApiException">409: it runs and was not to be forced, or it is being removed.</exception>
    Task RemoveContainerAsync(string id, ContainerRemoveParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>A tar of a path, or only what it is. The caller disposes of the stream.</summary>
    Task<GetArchiveFromContainerResponse> GetArchiveFromContainerAsync(
        string id,
        GetArchiveFromContainerParameters parameters,
        bool statOnly,
        CancellationToken cancellationToken = default);

    /// <summary>Unpacks a tar in a folder of a container, which need not run; owners and modes are those of the tar.</summary>
    Task ExtractArchiveToContainerAsync(
        string id,
        ContainerPathStatParameters parameters,
        Stream stream,
        CancellationToken cancellationToken = default);

    /// <summary>Changes limits and restart policy of a container, which may run.</summary>
    Task<ContainerUpdateResponse> UpdateContainerAsync(
        string id,
        ContainerUpdateParameters parameters,
        CancellationToken cancellationToken = default);
}
