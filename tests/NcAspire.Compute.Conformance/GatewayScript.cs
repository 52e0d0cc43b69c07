namespace NcAspire.Compute.Conformance;

/// <summary>What a fake gateway does. Without any of it, it listens and ends on TERM with exit code 0.</summary>
/// <param name="ExitCode">Ends at once with this.</param>
/// <param name="IgnoresTerm">Only KILL ends it.</param>
/// <param name="Lines">Written before anything else.</param>
/// <param name="NumberedLines">Then so many lines "line 1", "line 2" and so on are written in green.</param>
/// <param name="FillsMemory">Takes memory until somebody ends it.</param>
/// <param name="Hangs">Never ends by itself; commands do not either.</param>
public sealed record GatewayScript(
    int? ExitCode = null,
    bool IgnoresTerm = false,
    IReadOnlyList<string>? Lines = null,
    int NumberedLines = 0,
    bool FillsMemory = false,
    bool Hangs = false);
