using System.Text.RegularExpressions;

namespace NcAspire.Cli.Images;

/// <summary>Turns what <c>docker build</c> writes into a line per step, and keeps the end of it for the case that it fails.</summary>
public sealed partial class BuildOutput(Action<string> step)
{
    private const int Kept = 40;
    private const int Width = 100;

    private readonly Queue<string> _last = [];

    /// <summary>The last lines, without empty ones.</summary>
    public string Last => string.Join('\n', _last);

    // The legacy builder:  Step 8/26 : RUN sh /build/install.sh && sh /build/prune.sh
    // BuildKit (plain):    #9 [packages 5/5] RUN sh /build/install.sh && sh /build/prune.sh
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        _last.Enqueue(line.TrimEnd());

        if (_last.Count > Kept)
        {
            _last.Dequeue();
        }

        if (Step.Match(line) is { Success: true } match)
        {
            var text = Blanks.Replace($"{match.Groups["place"]} {match.Groups["what"]}", " ");
            step(text.Length > Width ? $"{text[..Width]}…" : text);
        }
    }

    [GeneratedRegex(@"^(?:Step (?<place>\d+/\d+) : |#\d+ \[(?<place>[^\]]*\d+/\d+)\] )(?<what>(?:FROM|RUN|COPY|ADD) .*)$")]
    private static partial Regex Step { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
