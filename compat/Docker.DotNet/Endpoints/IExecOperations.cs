using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Further commands in a running container.</summary>
public interface IExecOperations
{
    /// <exception cref="DockerContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="DockerApiException">409: it does not run.</exception>
    Task<ContainerExecCreateResponse> ExecCreateContainerAsync(
        string id,
        ContainerExecCreateParameters parameters,
        CancellationToken cancellationToken = default);

    /// <summary>Tells whether a command still runs, and its exit code if not.</summary>
    Task<ContainerExecInspectResponse> InspectContainerExecAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Starts a command and gives its input and output. The output ends when the command does.</summary>
    Task<MultiplexedStream> StartAndAttachContainerExecAsync(string id, bool tty, CancellationToken cancellationToken = default);

    /// <summary>Starts a command without its input and output.</summary>
    Task StartContainerExecAsync(string id, CancellationToken cancellationToken = default);
}
