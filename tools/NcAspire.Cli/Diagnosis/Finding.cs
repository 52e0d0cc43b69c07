namespace NcAspire.Cli.Diagnosis;

/// <summary>One thing that was looked at.</summary>
/// <param name="Health">How it is.</param>
/// <param name="Subject">What was looked at.</param>
/// <param name="Text">What was found and, for a problem, what mends it.</param>
public sealed record Finding(Health Health, string Subject, string Text)
{
    public override string ToString() => $"{Health switch
    {
        Health.Ok => "ok",
        Health.Note => "note",
        _ => "problem",
    },-8} {Subject,-14} {Text}";
}
