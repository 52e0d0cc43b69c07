using System.Text.RegularExpressions;

namespace NcAspire.Cli.Testing;

/// <summary>A test project of the solution.</summary>
/// <param name="Name">Without folder and ending.</param>
/// <param name="Path">Relative to the checkout.</param>
public sealed partial record TestProject(string Name, string Path)
{
    /// <summary>Every test project of a checkout.</summary>
    /// <exception cref="CommandException">One is not in the solution, so that nothing would build and run it.</exception>
    public static IReadOnlyList<TestProject> AllOf(Checkout checkout)
    {
        var projects = InSolution(checkout);
        var lost = Directory.EnumerateDirectories(checkout.Tests, "*.Tests")
            .Select(System.IO.Path.GetFileName)
            .FirstOrDefault(folder => projects.All(project => project.Name != folder));
        return lost is null
            ? projects
            : throw new CommandException($"NcAspire.sln lacks {lost}; add it by `dotnet sln NcAspire.sln add tests/{lost}`.");
    }

    /// <summary>Whether some test of the project asks for a Docker engine or an image.</summary>
    public bool UsesDocker(Checkout checkout) => Directory
        .EnumerateFiles(
            System.IO.Path.GetDirectoryName(System.IO.Path.Combine(checkout.Root, Path)) ?? checkout.Root,
            "*.cs",
            SearchOption.AllDirectories)
        .Any(file => Docker().IsMatch(File.ReadAllText(file)));

    // Project("{FAE0…}") = "NcAspire.Store.Tests", "tests\NcAspire.Store.Tests\NcAspire.Store.Tests.csproj", "{D1C0…}"
    /// <summary>The test projects that the solution names.</summary>
    public static IReadOnlyList<TestProject> InSolution(Checkout checkout) =>
    [
        .. Line().Matches(File.ReadAllText(checkout.Solution)).Select(match =>
            new TestProject(match.Groups["name"].Value, match.Groups["path"].Value.Replace('\\', '/'))),
    ];

    [GeneratedRegex(@"\bDockerEngine\b|\bNC_DOCKER_HOST\b|\bNC_(BASE|GATEWAY|SIMULATOR)_IMAGE\b")]
    private static partial Regex Docker();

    [GeneratedRegex("""= "(?<name>[^"]+\.Tests)", "(?<path>[^"]+\.csproj)",""")]
    private static partial Regex Line();
}
