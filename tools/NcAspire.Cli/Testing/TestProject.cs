using System.Text.RegularExpressions;

namespace NcAspire.Cli.Testing;

/// <summary>A test project of the solution.</summary>
/// <param name="Name">Without folder and ending.</param>
/// <param name="Path">Relative to the checkout.</param>
public sealed partial record TestProject(string Name, string Path)
{
    // Project("{FAE0…}") = "NcAspire.Store.Tests", "tests\NcAspire.Store.Tests\NcAspire.Store.Tests.csproj", "{D1C0…}"
    public static IReadOnlyList<TestProject> In(string solution) =>
    [
        .. Line().Matches(solution).Select(match =>
            new TestProject(match.Groups["name"].Value, match.Groups["path"].Value.Replace('\\', '/'))),
    ];

    [GeneratedRegex("""= "(?<name>[^"]+\.Tests)", "(?<path>[^"]+\.csproj)",""")]
    private static partial Regex Line();
}
