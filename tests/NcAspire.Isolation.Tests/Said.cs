namespace NcAspire.Isolation.Tests;

/// <summary>How a program ended and what it printed.</summary>
public sealed record Said(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output of a program that is not expected to fail.</summary>
    public string Expected() => ExitCode is 0
        ? Output
        : throw new InvalidOperationException($"Exit code {ExitCode}: {Output}{Errors}");
}
