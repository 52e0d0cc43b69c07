namespace Docker.DotNet;

/// <summary>
/// The API of one Docker engine. Failures: <see cref="DockerApiException"/> if the engine answers with an error,
/// <see cref="HttpRequestException"/> if it can't be reached or the connection breaks, <see cref="OperationCanceledException"/> if the
/// caller's token is cancelled or <see cref="DefaultTimeout"/> runs out.
/// </summary>
public interface IDockerClient : IDisposable
{
    DockerClientConfiguration Configuration { get; }

    /// <summary>How long an answer may take that does not stream and that the engine need not wait for.</summary>
    TimeSpan DefaultTimeout { get; set; }

    IContainerOperations Containers { get; }

    IImageOperations Images { get; }

    INetworkOperations Networks { get; }

    IVolumeOperations Volumes { get; }

    ISystemOperations System { get; }

    IExecOperations Exec { get; }
}
