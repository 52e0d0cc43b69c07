using Docker.DotNet.Models;

namespace Docker.DotNet;

internal sealed class NetworkOperations(DockerClient client) : INetworkOperations
{
    public async Task<IList<NetworkResponse>> ListNetworksAsync(
        NetworksListParameters parameters = null,
        CancellationToken cancellationToken = default) =>
        await client
            .ReadAsync<NetworkResponse[]>(EngineRequest.Get("networks") with { Query = parameters }, cancellationToken)
            .ConfigureAwait(false);

    public Task<NetworkResponse> InspectNetworkAsync(string id, CancellationToken cancellationToken = default) =>
        client.ReadAsync<NetworkResponse>(Found(EngineRequest.Get(At(id))), cancellationToken);

    public Task DeleteNetworkAsync(string id, CancellationToken cancellationToken = default) =>
        client.SendAsync(Found(EngineRequest.Delete(At(id))), cancellationToken);

    public Task<NetworksCreateResponse> CreateNetworkAsync(
        NetworksCreateParameters parameters,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = EngineRequest.Post("networks/create") with { Body = EngineJson.Content(parameters) };
        return client.ReadAsync<NetworksCreateResponse>(request, cancellationToken);
    }

    public Task ConnectNetworkAsync(string id, NetworkConnectParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(parameters?.Container, nameof(parameters));
        var request = EngineRequest.Post($"{At(id)}/connect") with { Body = EngineJson.Content(parameters) };
        return client.SendAsync(Found(request), cancellationToken);
    }

    public Task DisconnectNetworkAsync(string id, NetworkDisconnectParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(parameters?.Container, nameof(parameters));
        var request = EngineRequest.Post($"{At(id)}/disconnect") with { Body = EngineJson.Content(parameters) };
        return client.SendAsync(Found(request), cancellationToken);
    }

    private static string At(string id) => $"networks/{EngineRequest.Part(id)}";

    private static EngineRequest Found(EngineRequest request) =>
        request with { Missing = (status, body) => new DockerNetworkNotFoundException(status, body) };
}
