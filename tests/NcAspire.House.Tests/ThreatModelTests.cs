using System.Text.RegularExpressions;

namespace NcAspire.House.Tests;

/// <summary>A line of the threat model that names a test names one that exists.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var methods = Repository.Files
            .Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), Repository.Read);
        var named = Named().Matches(Repository.Read("docs/threat-model.md"));

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(
            methods[name.Groups["class"].Value], text => text.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)));
    }

    // `TokenTests.Without_the_token_there_is_nothing`
    [GeneratedRegex(@"`(?<class>[A-Za-z]+Tests)\.(?<method>[A-Za-z_]+)`")]
    private static partial Regex Named();
}
