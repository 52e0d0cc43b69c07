namespace NcAspire.Cli.Testing;

/// <summary>A test that was not run.</summary>
public sealed record SkippedTest(string Name, string Reason);
