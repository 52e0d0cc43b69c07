using Docker.DotNet.Models;

namespace Docker.DotNet;

internal sealed class ExecOperations(DockerClient client) : IExecOperations
{
    public Task<ContainerExecCreateResponse> ExecCreateContainerAsync(
        string id,
        ContainerExecCreateParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = EngineRequest.Post($"containers/{EngineRequest.Part(id)}/exec") with { Body = EngineJson.Content(parameters) };
        return client.ReadAsync<ContainerExecCreateResponse>(Found(request), cancellationToken);
    }

    public Task<ContainerExecInspectResponse> InspectContainerExecAsync(string id, CancellationToken cancellationToken = default) =>
        client.ReadAsync<ContainerExecInspectResponse>(Found(EngineRequest.Get($"exec/{EngineRequest.Part(id)}/json")), cancellationToken);

    public async Task<MultiplexedStream> StartAndAttachContainerExecAsync(
        string id,
        bool tty,
        CancellationToken cancellationToken = default)
    {
        var start = Start(id, new() { AttachStdin = true, AttachStdout = true, AttachStderr = true, Tty = tty });
        return new MultiplexedStream(await client.HijackAsync(start, cancellationToken).ConfigureAwait(false), !tty);
    }

    public Task StartContainerExecAsync(string id, CancellationToken cancellationToken = default) =>
        client.SendAsync(Start(id, new() { Detach = true }), cancellationToken);

    private static EngineRequest Start(string id, ContainerExecStartParameters parameters) =>
        Found(EngineRequest.Post($"exec/{EngineRequest.Part(id)}/start") with { Body = EngineJson.Content(parameters) });

    private static EngineRequest Found(EngineRequest request) =>
        request with { Missing = (status, body) => new DockerContainerNotFoundException(status, body) };
}
