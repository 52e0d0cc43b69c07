using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Volumes, by name.</summary>
public interface IVolumeOperations
{
    Task<VolumesListResponse> ListAsync(CancellationToken cancellationToken = default);

    Task<VolumesListResponse> ListAsync(VolumesListParameters parameters, CancellationToken cancellationToken = default);

    /// <summary>Makes a volume, or answers the one that has the name already, with the labels that it has.</summary>
    Task<VolumeResponse> CreateAsync(VolumesCreateParameters parameters, CancellationToken cancellationToken = default);

    /// <exception cref="DockerApiException">404: there is none.</exception>
    Task<VolumeResponse> InspectAsync(string name, CancellationToken cancellationToken = default);

    /// <exception cref="DockerApiException">404: there is none; 409: a container has it.</exception>
    Task RemoveAsync(string name, bool? force = null, CancellationToken cancellationToken = default);
}
