using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NcAspire.House.Tests;

/// <summary>What must not stand in any file.</summary>
public sealed partial class TextTests
{
    private static readonly HashSet<string> _binary = [".png", ".jpg", ".ico", ".woff2", ".gif", ".webp"];

    private static IEnumerable<string> TextFiles => Repository.Files.Where(f => !_binary.Contains(Path.GetExtension(f)));

    private static IEnumerable<string> NpmLocks => Repository.Files.Where(f => f.EndsWith("package-lock.json", StringComparison.Ordinal));

    private static IEnumerable<string> PackageLocks =>
        Repository.Files.Where(f => f.EndsWith("packages.lock.json", StringComparison.Ordinal));

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() => AssertNowhere(MachinePath());

    [Fact]
    public void Nothing_is_left_to_be_done() => AssertNowhere(Unfinished());

    [Fact]
    public async Task No_file_names_the_place_that_packages_come_from()
    {
        var configured = $"{await RunAsync("dotnet", "nuget", "list", "source")} {await RunAsync("npm", "config", "get", "registry")}";
        var hosts = Host().Matches(configured).Select(m => m.Groups[1].Value)
            .Append(string.Join('.', "registry", "npmjs", "org")).Append(string.Join('.', "api", "nuget", "org")).Distinct();

        AssertNowhere(new Regex(string.Join('|', hosts.Select(Regex.Escape))));
    }

    [Fact]
    public void Lock_files_hold_no_address_to_download_from()
    {
        Assert.NotEmpty(NpmLocks);
        Assert.NotEmpty(PackageLocks);
        Assert.All(NpmLocks, file => Assert.DoesNotMatch(Resolved(), Repository.Read(file)));
        Assert.All(PackageLocks, file => Assert.DoesNotContain("://", Repository.Read(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Lock_files_hold_the_digest_of_every_package()
    {
        foreach (var file in NpmLocks)
        {
            using var document = JsonDocument.Parse(Repository.Read(file));
            var packages = document.RootElement.GetProperty("packages").EnumerateObject().Where(p => p.Name.Length > 0);
            var without = packages.Where(p => !p.Value.TryGetProperty("integrity", out _) && !p.Value.TryGetProperty("inBundle", out _));
            Assert.Empty(without.Select(p => $"{file}: {p.Name}"));
        }
    }

    [Fact]
    public void No_question_to_a_page_is_waited_for_without_an_end() => AssertNowhere(Endless());

    private static void AssertNowhere(Regex banned)
    {
        var found = TextFiles
            .SelectMany(f => Repository.Read(f).Split('\n').Select((line, i) => (Place: $"{f}:{i + 1}", line)))
            .Where(x => banned.IsMatch(x.line))
            .Select(x => $"{x.Place}: {x.line.Trim()}")
            .ToList();
        Assert.True(found.Count is 0, string.Join('\n', found));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [GeneratedRegex(@"(?<![\w.})])/(root|work)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|NotImplemented[E]xception)\b")]
    private static partial Regex Unfinished();

    // Playwright gives these no time limit, whatever its default is: NcAspire.Testing.Browser.Patience does.
    [GeneratedRegex(@"\.(EvaluateAsync(<\w+>)?|ContentAsync|TitleAsync|RunAxe)\((?!.*\.InTimeAsync\(\))")]
    private static partial Regex Endless();

    [GeneratedRegex("https?://([^/:\\s]+)")]
    private static partial Regex Host();

    [GeneratedRegex("\"resolved\"")]
    private static partial Regex Resolved();
}
