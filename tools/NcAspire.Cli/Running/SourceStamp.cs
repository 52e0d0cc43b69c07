using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NcAspire.Cli.Running;

/// <summary>
/// Remembers of which sources a build was made, so that an unchanged tree need not ask MSBuild. It goes by path, size and
/// time of change of every file in the source folders, also of those that no build reads: a build too many is cheap.
/// </summary>
/// <param name="root">The checkout.</param>
/// <param name="file">Where to remember.</param>
public sealed class SourceStamp(string root, string file)
{
    private static readonly string[] _folders =
        ["NcAspire.AppHost", "NcAspire.ServiceDefaults", "compat", "core", "functions", "hosts", "providers", "web"];

    private static readonly HashSet<string> _made = ["bin", "obj", "node_modules"];

    /// <summary>What the sources are now.</summary>
    public string Current()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = _folders
            .Select(folder => new DirectoryInfo(Path.Combine(root, folder)))
            .Where(folder => folder.Exists)
            .SelectMany(Files)
            .Concat(new DirectoryInfo(root).EnumerateFiles())
            .OrderBy(source => source.FullName, StringComparer.Ordinal);

        foreach (var source in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{source.FullName}\n{source.Length}\n{source.LastWriteTimeUtc.Ticks}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public bool Matches(string sources) => File.Exists(file) && File.ReadAllText(file) == sources;

    public void Remember(string sources) => File.WriteAllText(file, sources);

    /// <summary>Before a build: whatever it leaves behind when it fails is of no known sources.</summary>
    public void Forget() => File.Delete(file);

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) => folder
        .EnumerateFiles()
        .Concat(folder.EnumerateDirectories().Where(inner => !_made.Contains(inner.Name)).SelectMany(Files));
}
