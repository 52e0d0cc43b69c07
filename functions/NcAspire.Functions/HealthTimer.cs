using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Instances;

namespace NcAspire.Functions;

/// <summary>Looks at every running instance; one that has died is started again.</summary>
public sealed class HealthTimer(ObserveInstances observe)
{
    [Function("ObserveInstances")]
    public Task RunAsync(
        [TimerTrigger("*/10 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        observe.ExecuteAsync(cancellationToken);
}
