using Docker.DotNet.Models;

namespace Docker.DotNet;

internal sealed class VolumeOperations(DockerClient client) : IVolumeOperations
{
    public Task<VolumesListResponse> ListAsync(CancellationToken cancellationToken = default) => ListAsync(null, cancellationToken);

    public Task<VolumesListResponse> ListAsync(VolumesListParameters parameters, CancellationToken cancellationToken = default) =>
        client.ReadAsync<VolumesListResponse>(EngineRequest.Get("volumes") with { Query = parameters }, cancellationToken);

    public Task<VolumeResponse> CreateAsync(VolumesCreateParameters parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var request = EngineRequest.Post("volumes/create") with { Body = EngineJson.Content(parameters) };
        return client.ReadAsync<VolumeResponse>(request, cancellationToken);
    }

    public Task<VolumeResponse> InspectAsync(string name, CancellationToken cancellationToken = default) =>
        client.ReadAsync<VolumeResponse>(EngineRequest.Get($"volumes/{EngineRequest.Part(name)}"), cancellationToken);

    public Task RemoveAsync(string name, bool? force = null, CancellationToken cancellationToken = default)
    {
        var query = force is true ? "?force=1" : "";
        return client.SendAsync(EngineRequest.Delete($"volumes/{EngineRequest.Part(name)}{query}"), cancellationToken);
    }
}
