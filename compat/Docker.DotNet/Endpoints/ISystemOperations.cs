using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>The engine itself.</summary>
public interface ISystemOperations
{
    Task<VersionResponse> GetVersionAsync(CancellationToken cancellationToken = default);

    Task PingAsync(CancellationToken cancellationToken = default);

    Task<SystemInfoResponse> GetSystemInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reports events in their order, those since <see cref="ContainerEventsParameters.Since"/> first, until the token is cancelled
    /// (which throws), the time <see cref="ContainerEventsParameters.Until"/> is there or the engine ends the stream (which do not).
    /// The engine remembers few events: a gap can be told by looking only.
    /// </summary>
    Task MonitorEventsAsync(
        ContainerEventsParameters parameters,
        IProgress<Message> progress,
        CancellationToken cancellationToken = default);
}
