using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Networks, by id or name. <see cref="DockerNetworkNotFoundException"/> if there is none.</summary>
public interface INetworkOperations
{
    Task<IList<NetworkResponse>> ListNetworksAsync(NetworksListParameters parameters = null, CancellationToken cancellationToken = default);

    Task<NetworkResponse> InspectNetworkAsync(string id, CancellationToken cancellationToken = default);

    /// <exception cref="DockerApiException">403: containers are in it.</exception>
    Task DeleteNetworkAsync(string id, CancellationToken cancellationToken = default);

    /// <exception cref="DockerApiException">
    /// 409: the name is taken, and duplicates were to be looked for; 403 or 500: the addresses overlap those of another network.
    /// </exception>
    Task<NetworksCreateResponse> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken = default);

    Task ConnectNetworkAsync(string id, NetworkConnectParameters parameters, CancellationToken cancellationToken = default);

    Task DisconnectNetworkAsync(string id, NetworkDisconnectParameters parameters, CancellationToken cancellationToken = default);
}
