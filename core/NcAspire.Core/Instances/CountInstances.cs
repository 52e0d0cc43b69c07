using NcAspire.Core.Telemetry;

namespace NcAspire.Core.Instances;

/// <summary>Counts the instances of all owners by their condition, for whoever watches the service.</summary>
public sealed class CountInstances(IObservationStore observations, Measures measures)
{
    public async Task ExecuteAsync(CancellationToken cancellationToken) =>
        measures.InstancesCounted(await observations.CountAsync(cancellationToken));
}
