using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NcAspire.House.Tests;

/// <summary>deploy/vm names settings, programs and files; a name that nobody knows any more would be found by an operator.</summary>
public sealed partial class DeploymentTests
{
    private const string Folder = "deploy/vm/";

    // Read by the platform itself.
    private static readonly HashSet<string> _platform = ["ASPNETCORE_URLS", "DOTNET_EnableDiagnostics", "Logging__Console__FormatterName"];

    private static readonly string[] _units =
        [.. Repository.Files.Where(f => f.StartsWith($"{Folder}systemd/", StringComparison.Ordinal) && f.EndsWith(".service", StringComparison.Ordinal))];

    private static readonly string _sources = string.Join('\n', Repository.Files
        .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && !f.StartsWith("tests/", StringComparison.Ordinal))
        .Select(Repository.Read));

    private static readonly string _walk = Repository.Read($"{Folder}README.md");

    public static TheoryData<string> Settings =>
        [.. _units.Append($"{Folder}ncaspire.env").SelectMany(SettingsOf).Distinct().Order(StringComparer.Ordinal)];

    public static TheoryData<string> Units => [.. _units];

    [Fact]
    public void There_is_something_to_look_at()
    {
        Assert.Equal(6, _units.Length);
        Assert.True(Settings.Count > 12);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_is_one_that_a_program_reads(string name) => Assert.True(IsRead(name), $"Nobody reads {name}.");

    [Theory]
    [InlineData("Docker__Imag")]
    [InlineData("Guard__TokenFile")]
    [InlineData("Regions__0__Title")]
    [InlineData("DataProtection__Folder")]
    [InlineData("TrustedProxy__0")]
    [InlineData("NC_DENIED")]
    [InlineData("services__function__http__0")]
    [InlineData("ConnectionStrings__postgres")]
    public void A_setting_that_nobody_reads_is_found(string name) => Assert.False(IsRead(name));

    [Theory]
    [MemberData(nameof(Units))]
    public void A_unit_starts_what_the_walk_publishes_as_a_user_that_it_makes(string unit)
    {
        var text = Repository.Read(unit);
        var program = Assert.Single(Lines(text, "ExecStart"));
        if (Published().Match(program) is { Success: true } match)
        {
            var project = Assert.Single(Repository.Projects, p => p.Name == match.Groups["name"].Value);
            Assert.Contains($"{Path.GetDirectoryName(project.Path)}:{match.Groups["folder"].Value}", _walk, StringComparison.Ordinal);
            Assert.Contains($"u {Assert.Single(Lines(text, "User"))} ", Repository.Read($"{Folder}systemd/sysusers.conf"), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("/opt/ncaspire/firewall.sh", program);
            Assert.Contains("install -m 755 deploy/vm/firewall.sh /opt/ncaspire/", _walk, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_the_walk_installs_is_there()
    {
        var installed = Installed().Matches(_walk).Select(m => m.Value).ToList();
        Assert.NotEmpty(installed);
        Assert.All(installed, file => Assert.Contains(file, Repository.Files));
    }

    [Fact]
    public void The_settings_of_the_engine_are_well_formed()
    {
        using var settings = JsonDocument.Parse(Repository.Read($"{Folder}daemon.json"));
        Assert.True(settings.RootElement.GetProperty("live-restore").GetBoolean());
    }

    [Fact]
    public async Task Systemd_understands_every_line_of_the_units()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is needed, which this machine does not have.");
        var root = Directory.CreateTempSubdirectory("ncaspire-units-");
        try
        {
            var installed = Install(root.FullName);
            using var verify = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", $"--root={root.FullName}", .. installed])
            {
                RedirectStandardError = true,
            });
            Assert.NotNull(verify);
            var said = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await verify.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (verify.ExitCode, said));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    /// <summary>Puts the units below a root of their own, with stand-ins for the programs and for the system's units.</summary>
    private static List<string> Install(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "etc/systemd/system")).FullName;
        foreach (var target in (string[])["sysinit", "basic", "shutdown", "network-online", "multi-user"])
        {
            File.WriteAllText(Path.Combine(folder, $"{target}.target"), "[Unit]\nDescription=stand-in\n");
        }

        var installed = new List<string>();
        foreach (var unit in _units)
        {
            var text = Repository.Read(unit);
            installed.Add(Path.Combine(folder, Path.GetFileName(unit)));
            File.WriteAllText(installed[^1], text);
            foreach (var program in (string[])[.. Lines(text, "ExecStart"), .. Lines(text, "ExecStartPre"), .. Lines(text, "ExecReload")])
            {
                var file = new FileInfo($"{root}{program.TrimStart('+').Split(' ')[0]}");
                file.Directory?.Create();
                File.WriteAllText(file.FullName, "#!/bin/sh\n");
                if (!OperatingSystem.IsWindows())
                {
                    file.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
                }
            }
        }

        return installed;
    }

    private static IEnumerable<string> SettingsOf(string file) => Setting().Matches(Repository.Read(file)).Select(m => m.Groups["name"].Value);

    private static bool IsRead(string name)
    {
        string[] parts = [.. name.Split("__").Where(part => !part.All(char.IsAsciiDigit))];
        return _platform.Contains(name)
            || Repository.Read($"{Folder}firewall.sh").Contains($"${{{name}:-", StringComparison.Ordinal)
            || parts switch
            {
                [var list] => Names($"GetSection(\"{list}\")"),
                ["ConnectionStrings", var database] => Names($"AddNpgsqlDataSource(\"{database}\")"),
                ["services", var service, "http"] => Names($"\"http://{service}\""),
                [var section, var key] => Names($"\"{section}:{key}\"") || ClassesOf(section).Any(type => HasProperty(type, key)),
                _ => false,
            };
    }

    private static bool Names(string text) => _sources.Contains(text, StringComparison.Ordinal);

    // A section's class names it by its constant Section, or whoever binds it does.
    private static IEnumerable<string> ClassesOf(string section) => new Regex(
            $$"""class (\w+)\s*\{\s*public const string Section = "{{section}}";|new (\w+)\(\), "{{section}}"\)|GetSection\("{{section}}"\)\.Get<List<(\w+)>>""")
        .Matches(_sources).Select(m => m.Groups.Values.Skip(1).Single(g => g.Success).Value);

    private static bool HasProperty(string type, string property) => new Regex(
        $$"""class {{type}}\s*\{(?:(?!\nsealed|\npublic|\ninternal)[\s\S])*?\n    public [\w<>?]+ {{property}} \{ get;""").IsMatch(_sources);

    private static IEnumerable<string> Lines(string unit, string key) => unit.Split('\n')
        .Where(line => line.StartsWith($"{key}=", StringComparison.Ordinal)).Select(line => line[(key.Length + 1)..]);

    // Docker__Image=…, also while it is commented out; in units Environment=Docker__Image=…
    [GeneratedRegex(@"^(?:Environment=|#)?(?<name>[A-Za-z]+_[A-Za-z0-9_]+)=", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^/opt/ncaspire/current/(?<folder>[a-z-]+)/(?<name>[A-Za-z.]+)$")]
    private static partial Regex Published();

    [GeneratedRegex(@"deploy/vm/[a-z/]+\.[a-z]+\b|deploy/vm/Caddyfile")]
    private static partial Regex Installed();
}
