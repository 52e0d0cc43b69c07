using Microsoft.Extensions.Configuration;
using NCrontab;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>When a timer function is due.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule _schedule;

    private TimerSchedule(CrontabSchedule schedule) => _schedule = schedule;

    /// <param name="function">The function that the schedule is for.</param>
    /// <param name="expression">"0 */5 * * * *", or "%SETTING%" with the expression in the configuration.</param>
    /// <param name="configuration">Where settings are looked up.</param>
    public static TimerSchedule Of(Function function, string expression, IConfiguration configuration)
    {
        if (expression is ['%', .. var setting, '%'])
        {
            expression = configuration[setting]
                ?? throw function.Refusal($"takes its schedule from the setting '{setting}', which is missing");
        }

        var schedule = CrontabSchedule.TryParse(
            expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        return schedule is null
            ? throw function.Refusal($"has the schedule '{expression}', which is not NCRONTAB with six fields")
            : new TimerSchedule(schedule);
    }

    public DateTimeOffset After(DateTimeOffset moment) =>
        new(_schedule.GetNextOccurrence(moment.UtcDateTime), TimeSpan.Zero);
}
