namespace NcAspire.Core.Compute;

/// <summary>What is kept of a machine's drift: no more than a page shows.</summary>
public static class Drift
{
    private const int MaxSentences = 20;
    private const int MaxLength = 300;

    public static IReadOnlyList<string> Of(MachineState state) =>
        [.. state.Drift.Take(MaxSentences).Select(sentence => sentence.Length > MaxLength ? $"{sentence.AsSpan(0, MaxLength)}…" : sentence)];
}
