using System.Text.RegularExpressions;

namespace NcAspire.House.Tests;

/// <summary>docs/threat-model.md says what is so; a line that no test proves would be a wish.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string _document = Repository.Read("docs/threat-model.md");

    public static TheoryData<string> Named => [.. Test().Matches(_document).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Named))]
    public void A_test_that_it_names_is_there(string name)
    {
        var (type, method) = (name.Split('.')[0], name.Split('.')[1]);
        var declaration = new Regex($@"\bclass {type}\b");
        var test = new Regex($@"\bpublic (async )?(Task|void) {method}\(");
        Assert.Contains(
            Repository.Files.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal)).Select(Repository.Read),
            text => declaration.IsMatch(text) && test.IsMatch(text));
    }

    [Fact]
    public void Every_line_of_a_table_that_ends_with_a_proof_has_one()
    {
        var rows = 0;
        var isProved = false;
        foreach (var line in _document.Split('\n'))
        {
            isProved = line.StartsWith('|') && (isProved || line.EndsWith("| Proved by |", StringComparison.Ordinal));
            if (isProved && !line.EndsWith("| Proved by |", StringComparison.Ordinal) && !line.StartsWith("|---", StringComparison.Ordinal))
            {
                Assert.Matches(Test(), line);
                rows++;
            }
        }

        Assert.True(rows > 20);
    }

    [GeneratedRegex(@"`([A-Z]\w*Tests\.[A-Z]\w*)`")]
    private static partial Regex Test();
}
