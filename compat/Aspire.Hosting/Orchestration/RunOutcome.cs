namespace Aspire.Hosting.Orchestration;

/// <summary>How one run of a process ended.</summary>
/// <param name="Description">Continues a sentence that begins with the resource's name.</param>
/// <param name="Healthy">How long it had been healthy.</param>
internal sealed record RunOutcome(string Description, TimeSpan Healthy, bool IsDone, bool IsWorthRepeating)
{
    private const int SignalBase = 128;

    public static RunOutcome Done { get; } = new("finished", TimeSpan.Zero, IsDone: true, IsWorthRepeating: false);

    public static RunOutcome Ended(int exitCode, TimeSpan healthy) => new(
        exitCode > SignalBase ? $"was ended by signal {exitCode - SignalBase}" : $"ended with exit code {exitCode}",
        healthy,
        IsDone: false,
        IsWorthRepeating: true);

    // It had two minutes; another attempt would only make the person wait longer for the same answer.
    public static RunOutcome NeverHealthy(string description) =>
        new(description, TimeSpan.Zero, IsDone: false, IsWorthRepeating: false);
}
