using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Orphans;

namespace NcAspire.Functions;

/// <summary>Looks for what no instance owns, and removes it when that has been so for long.</summary>
public sealed class OrphanTimer(SweepOrphans sweep)
{
    [Function("SweepOrphans")]
    public Task RunAsync([TimerTrigger("40 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.ExecuteAsync(cancellationToken);
}
