using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Accounts;

namespace NcAspire.Functions;

/// <summary>Goes on with the deletion of accounts.</summary>
public sealed class CloseTimer(RemoveClosedAccounts remove)
{
    [Function("RemoveClosedAccounts")]
    public Task RunAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        remove.ExecuteAsync(cancellationToken);
}
