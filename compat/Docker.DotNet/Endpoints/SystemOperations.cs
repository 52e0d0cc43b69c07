using Docker.DotNet.Models;

namespace Docker.DotNet;

internal sealed class SystemOperations(DockerClient client) : ISystemOperations
{
    public Task<VersionResponse> GetVersionAsync(CancellationToken cancellationToken = default) =>
        client.ReadAsync<VersionResponse>(EngineRequest.Get("version"), cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken = default) => client.SendAsync(EngineRequest.Get("_ping"), cancellationToken);

    public Task<SystemInfoResponse> GetSystemInfoAsync(CancellationToken cancellationToken = default) =>
        client.ReadAsync<SystemInfoResponse>(EngineRequest.Get("info"), cancellationToken);

    public Task MonitorEventsAsync(
        ContainerEventsParameters parameters,
        IProgress<Message> progress,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return client.ReportAsync(EngineRequest.Get("events") with { Query = parameters }, progress, cancellationToken);
    }
}
