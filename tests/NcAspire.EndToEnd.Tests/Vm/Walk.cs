using System.Text.RegularExpressions;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests.Vm;

/// <summary>What deploy/vm tells an operator to do and to install.</summary>
internal static partial class Walk
{
    private static readonly string _folder = Path.Combine(Toolchain.RepositoryRoot, "deploy", "vm");

    /// <summary>The projects that the README publishes, and the folder of a release that each comes into.</summary>
    public static IReadOnlyList<(string Project, string Folder)> Published { get; } =
        [.. Part().Matches(Loop().Match(Read("README.md")).Value).Select(part => (part.Groups[1].Value, part.Groups[2].Value))];

    /// <summary>The SQL that makes the relay's role, which a superuser runs before anything else.</summary>
    public static string RelayRole { get; } = Role().Match(Read("README.md")) is { Success: true } command
        ? command.Groups[1].Value
        : throw new InvalidOperationException("The README makes no role for the relay.");

    /// <summary>The program that a unit starts, below the folder of the release.</summary>
    public static string ProgramOf(string unit) =>
        Unit().Match(Read($"systemd/ncaspire-{unit}.service")) is { Success: true } start
            ? start.Groups[1].Value
            : throw new InvalidOperationException($"ncaspire-{unit}.service starts none of the published programs.");

    /// <summary>A unit's environment: that of all, and on top of it its own.</summary>
    public static Dictionary<string, string> SettingsOf(string unit) => new(
        Common().Matches(Read("ncaspire.env"))
            .Concat(Own().Matches(Read($"systemd/ncaspire-{unit}.service")))
            .Select(setting => KeyValuePair.Create(setting.Groups[1].Value, setting.Groups[2].Value.Trim('"'))));

    private static string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    // for part in functions/NcAspire.Functions:functions web/NcAspire.Web:web …
    [GeneratedRegex("^for part in .*$", RegexOptions.Multiline)]
    private static partial Regex Loop();

    // psql --command 'create role "ncaspire-relay" login'
    [GeneratedRegex("psql --command '(create role [^']+)'")]
    private static partial Regex Role();

    [GeneratedRegex("([A-Za-z/.]+):([a-z-]+)")]
    private static partial Regex Part();

    [GeneratedRegex("^ExecStart=/opt/ncaspire/current/(.+)$", RegexOptions.Multiline)]
    private static partial Regex Unit();

    [GeneratedRegex("^([A-Za-z_0-9]+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Common();

    [GeneratedRegex("^Environment=([A-Za-z_0-9]+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Own();
}
