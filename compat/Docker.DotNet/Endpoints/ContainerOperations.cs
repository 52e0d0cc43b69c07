using System.Net;
using Docker.DotNet.Models;

namespace Docker.DotNet;

internal sealed class ContainerOperations(DockerClient client) : IContainerOperations
{
    /// <summary>The header that has, in base64, what the path of an archive is.</summary>
    private const string PathStat = "X-Docker-Container-Path-Stat";

    public async Task<IList<ContainerListResponse>> ListContainersAsync(
        ContainersListParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = EngineRequest.Get("containers/json") with { Query = parameters };
        return await client.ReadAsync<ContainerListResponse[]>(request, cancellationToken).ConfigureAwait(false);
    }

    public Task<CreateContainerResponse> CreateContainerAsync(
        CreateContainerParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = EngineRequest.Post("containers/create") with
        {
            Query = parameters,
            Body = EngineJson.Content(parameters),
            Missing = (status, body) => new DockerImageNotFoundException(status, body),
        };
        return client.ReadAsync<CreateContainerResponse>(request, cancellationToken);
    }

    public Task<ContainerInspectResponse> InspectContainerAsync(string id, CancellationToken cancellationToken = default) =>
        client.ReadAsync<ContainerInspectResponse>(Found(EngineRequest.Get($"{At(id)}/json")), cancellationToken);

    public async Task<MultiplexedStream> GetContainerLogsAsync(
        string id,
        bool tty,
        ContainerLogsParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Found(EngineRequest.Get($"{At(id)}/logs") with { Query = parameters });
        return new MultiplexedStream(await client.OpenStreamAsync(request, cancellationToken).ConfigureAwait(false), !tty);
    }

    public Task GetContainerStatsAsync(
        string id,
        ContainerStatsParameters parameters,
        IProgress<ContainerStatsResponse> progress,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return client.ReportAsync(Found(EngineRequest.Get($"{At(id)}/stats") with { Query = parameters }), progress, cancellationToken);
    }

    public async Task<bool> StartContainerAsync(
        string id,
        ContainerStartParameters parameters,
        CancellationToken cancellationToken = default) =>
        await client
            .SendAsync(Found(EngineRequest.Post($"{At(id)}/start") with { Query = parameters }), cancellationToken)
            .ConfigureAwait(false) is not HttpStatusCode.NotModified;

    public async Task<bool> StopContainerAsync(string id, ContainerStopParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Waiting(Found(EngineRequest.Post($"{At(id)}/stop") with { Query = parameters }));
        return await client.SendAsync(request, cancellationToken).ConfigureAwait(false) is not HttpStatusCode.NotModified;
    }

    public Task RestartContainerAsync(string id, ContainerRestartParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return client.SendAsync(Waiting(Found(EngineRequest.Post($"{At(id)}/restart") with { Query = parameters })), cancellationToken);
    }

    public Task KillContainerAsync(string id, ContainerKillParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return client.SendAsync(Found(EngineRequest.Post($"{At(id)}/kill") with { Query = parameters }), cancellationToken);
    }

    public async Task<MultiplexedStream> AttachContainerAsync(
        string id,
        bool tty,
        ContainerAttachParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Found(EngineRequest.Post($"{At(id)}/attach") with { Query = parameters });
        return new MultiplexedStream(await client.HijackAsync(request, cancellationToken).ConfigureAwait(false), !tty);
    }

    public Task<ContainerWaitResponse> WaitContainerAsync(string id, CancellationToken cancellationToken = default) =>
        client.ReadAsync<ContainerWaitResponse>(Waiting(Found(EngineRequest.Post($"{At(id)}/wait"))), cancellationToken);

    public Task RemoveContainerAsync(string id, ContainerRemoveParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return client.SendAsync(Found(EngineRequest.Delete(At(id)) with { Query = parameters }), cancellationToken);
    }

    public async Task<GetArchiveFromContainerResponse> GetArchiveFromContainerAsync(
        string id,
        GetArchiveFromContainerParameters parameters,
        bool statOnly,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Found(new(statOnly ? HttpMethod.Head : HttpMethod.Get, $"{At(id)}/archive") { Query = parameters });
        var response = await client.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            // {"name":"data","size":4096,"mode":2147484141,"mtime":"2026-01-02T03:04:05Z","linkTarget":""}
            var stat = Convert.FromBase64String(response.Headers.GetValues(PathStat).First());
            return new GetArchiveFromContainerResponse
            {
                Stat = EngineJson.Read<ContainerPathStatResponse>(stat),
                Stream = statOnly ? null : await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false),
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
        finally
        {
            if (statOnly)
            {
                response.Dispose();
            }
        }
    }

    public Task ExtractArchiveToContainerAsync(
        string id,
        ContainerPathStatParameters parameters,
        Stream stream,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(stream);
        var request = new EngineRequest(HttpMethod.Put, $"{At(id)}/archive") { Query = parameters, Body = EngineRequest.Tar(stream) };
        return client.SendAsync(Found(request), cancellationToken);
    }

    public Task<ContainerUpdateResponse> UpdateContainerAsync(
        string id,
        ContainerUpdateParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = Found(EngineRequest.Post($"{At(id)}/update") with { Body = EngineJson.Content(parameters) });
        return client.ReadAsync<ContainerUpdateResponse>(request, cancellationToken);
    }

    private static string At(string id) => $"containers/{EngineRequest.Part(id)}";

    /// <summary>The engine answers when the container is where it should be, which takes as long as it takes.</summary>
    private static EngineRequest Waiting(EngineRequest request) => request with { Timeout = Timeout.InfiniteTimeSpan };

    private static EngineRequest Found(EngineRequest request) =>
        request with { Missing = (status, body) => new DockerContainerNotFoundException(status, body) };
}
