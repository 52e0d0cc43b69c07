namespace NcAspire.Compute.Conformance;

/// <summary>What a fake gateway does. Without any of it, it listens and ends on TERM with exit code 0.</summary>
/// <param name="ExitCode">Ends at once with this.</param>
/// <param name="IgnoresTerm">Only KILL ends it.</param>
/// <param name="Lines">Written before anything else.</param>
public sealed record GatewayScript(int? ExitCode = null, bool IgnoresTerm = false, IReadOnlyList<string>? Lines = null);
