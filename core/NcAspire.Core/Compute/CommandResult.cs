namespace NcAspire.Core.Compute;

/// <summary>How a fixed command ended. Output is cut at 64 KiB.</summary>
public sealed record CommandResult(int ExitCode, string Output);
