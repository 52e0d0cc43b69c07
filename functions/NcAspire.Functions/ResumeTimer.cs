using Microsoft.Azure.Functions.Worker;
using NcAspire.Functions.Workers;

namespace NcAspire.Functions;

/// <summary>
/// Wakes the workers to look for what no signal told them: operations and link attempts whose worker died, and postponed ones that
/// are due.
/// </summary>
public sealed class ResumeTimer(Alarm alarm)
{
    [Function("ResumeWork")]
    public Task RunAsync([TimerTrigger("*/5 * * * * *", RunOnStartup = true)] TimerInfo timer)
    {
        alarm.Ring();
        return Task.CompletedTask;
    }
}
