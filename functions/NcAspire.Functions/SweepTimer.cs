using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.Requests;

namespace NcAspire.Functions;

/// <summary>Removes what time has made worthless: sessions, limits, kept answers, news of long ago.</summary>
public sealed class SweepTimer(
    IAccountStore accounts, IRequestStore requests, IObservationStore observations, InstanceOptions options)
{
    [Function("SweepSessions")]
    public async Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await accounts.SweepAsync(cancellationToken);
        await requests.SweepAsync(cancellationToken);
        await observations.SweepIncidentsAsync(options.IncidentAge, cancellationToken);
    }
}
