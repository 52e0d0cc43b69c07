using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;

namespace NcAspire.Functions;

/// <summary>Looks at every running instance, where one that has died is started again, and at what the backends have.</summary>
public sealed class HealthTimer(ObserveInstances observe, RefreshHosts refresh, CountInstances count)
{
    [Function("ObserveInstances")]
    public Task ObserveAsync(
        [TimerTrigger("*/10 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        observe.ExecuteAsync(cancellationToken);

    // Apart from the pass over the instances: a backend that hangs must not keep those of another one from being looked at.
    [Function("RefreshHosts")]
    public Task RefreshAsync(
        [TimerTrigger("*/20 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        refresh.ExecuteAsync(cancellationToken);

    [Function("CountInstances")]
    public Task CountAsync(
        [TimerTrigger("*/30 * * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        count.ExecuteAsync(cancellationToken);
}
