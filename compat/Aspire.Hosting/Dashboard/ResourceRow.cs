using System.Globalization;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>A resource as the page shows it.</summary>
internal sealed record ResourceRow(
    string Name, string Kind, string State, string Health, IReadOnlyList<string> Urls, string ProcessId, int Restarts, string Uptime)
{
    private const string None = "–";

    public static ResourceRow Of(ResourceStatus status, DateTimeOffset now) => new(
        status.Name,
        status.Kind,
        State: status is { State: ResourceState.Finished or ResourceState.Failed, ExitCode: { } exitCode }
            ? string.Create(CultureInfo.InvariantCulture, $"{status.State} (exit code {exitCode})")
            : status.State.ToString(),
        Health: status.IsHealthy switch { true => "Healthy", false => "Unhealthy", null => None },
        status.Urls,
        ProcessId: status.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? None,
        status.Restarts,
        Uptime: status is { State: ResourceState.Starting or ResourceState.Running, StartedAt: { } started }
            ? Readable(now - started)
            : None);

    private static string Readable(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalSeconds)} s"),
    };
}
