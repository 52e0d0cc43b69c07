namespace NcAspire.Cli.Testing;

/// <summary>How tests ended.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed, and runs that ended without telling.</param>
/// <param name="Skipped">Tests that were not run, each with its reason.</param>
public sealed record TestCounts(int Passed, int Failed, IReadOnlyList<SkippedTest> Skipped)
{
    public static TestCounts None { get; } = new(0, 0, []);

    public static TestCounts operator +(TestCounts left, TestCounts right) => left.Add(right);

    public TestCounts Add(TestCounts other) =>
        new(Passed + other.Passed, Failed + other.Failed, [.. Skipped, .. other.Skipped]);

    /// <summary>The last line of the output, which CI reads.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed";
}
