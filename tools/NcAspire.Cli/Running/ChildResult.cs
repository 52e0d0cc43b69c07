namespace NcAspire.Cli.Running;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record ChildResult(int ExitCode, string Output, string Error);
