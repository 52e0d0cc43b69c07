namespace Aspire.Hosting.Orchestration;

/// <summary>How to start a process.</summary>
/// <param name="FileName">The program, by path or by name on PATH.</param>
/// <param name="Environment">The whole environment; nothing is inherited beside it.</param>
/// <param name="Grace">How long the process may take to stop before it is killed.</param>
internal sealed record ProcessPlan(
    string FileName,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    TimeSpan Grace)
{
    /// <summary>The uid and gid to run as; null for the AppHost's own.</summary>
    public int? RunAs { get; init; }

    /// <summary>The program writes its whole log to standard error, so that is no sign of an error.</summary>
    public bool LogsToStandardError { get; init; }

    /// <summary>The signal that asks the process to stop.</summary>
    public string StopSignal { get; init; } = "TERM";
}
