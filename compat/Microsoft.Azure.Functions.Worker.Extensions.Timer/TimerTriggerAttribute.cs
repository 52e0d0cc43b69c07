using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function on a schedule.</summary>
/// <param name="schedule">NCRONTAB in UTC: second minute hour day month weekday; or %NAME% of a setting that holds it.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; } = schedule;

    /// <summary>Whether the function is told of its last and its next occurrence.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs once when the worker starts.</summary>
    public bool RunOnStartup { get; set; }
}
