using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Accounts;
using NcAspire.Core.Requests;

namespace NcAspire.Functions;

/// <summary>Removes rows that time has made worthless.</summary>
public sealed class SweepTimer(IAccountStore accounts, IRequestStore requests)
{
    [Function("SweepSessions")]
    public async Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await accounts.SweepAsync(cancellationToken);
        await requests.SweepAsync(cancellationToken);
    }
}
