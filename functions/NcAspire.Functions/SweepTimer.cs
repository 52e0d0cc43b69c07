using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Accounts;

namespace NcAspire.Functions;

/// <summary>Removes rows that time has made worthless.</summary>
public sealed class SweepTimer(IAccountStore accounts)
{
    [Function("SweepSessions")]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        accounts.SweepAsync(cancellationToken);
}
