using NcAspire.Core.Instances;

namespace NcAspire.Core.Secrets;

/// <summary>The sealed secrets of instances. They go with their instance.</summary>
public interface ISecretStore
{
    /// <summary>Null when the instance has no such secret.</summary>
    Task<SealedSecret?> FindAsync(InstanceId instance, SecretName name, CancellationToken cancellationToken);

    /// <summary>What an instance has, by name.</summary>
    Task<IReadOnlyList<SecretSummary>> ListAsync(InstanceId instance, CancellationToken cancellationToken);
}
