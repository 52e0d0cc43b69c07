namespace NcAspire.Web.Components.Shared;

/// <summary>An instance's condition in a word or two.</summary>
/// <param name="Test">When it applies (<see cref="PageState.Matches"/>); exactly one does.</param>
/// <param name="Tone">good, busy, idle or bad.</param>
public sealed record Badge(string Test, string Tone, string Words)
{
    public static IReadOnlyList<Badge> All { get; } =
    [
        new("operation=create", "busy", "Being created"),
        new("operation=start", "busy", "Starting"),
        new("operation=stop", "busy", "Stopping"),
        new("operation=restart", "busy", "Restarting"),
        new("operation=repair", "busy", "Being repaired"),
        new("operation=delete", "busy", "Being deleted"),
        new("operation=none,configure;status=creating", "busy", "Being created"),
        new("operation=none,configure;status=running", "good", "Running"),
        new("operation=none,configure;status=stopped", "idle", "Stopped"),
        new("operation=none,configure;status=error", "bad", "Needs attention"),
    ];
}
