using NcAspire.Testing;

namespace NcAspire.House.Tests;

/// <summary>The files of the checkout, without what builds and runs leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> _leftovers =
        [".git", ".data", ".vs", ".idea", "artifacts", "artifacts-upstream", "node_modules", "bin", "obj", "TestResults"];

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. FilesBelow("").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => new Project(f))];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Toolchain.RepositoryRoot, file));

    private static IEnumerable<string> FilesBelow(string folder)
    {
        var directory = new DirectoryInfo(Path.Combine(Toolchain.RepositoryRoot, folder));
        foreach (var entry in directory.EnumerateFileSystemInfos().Where(e => !_leftovers.Contains(e.Name)))
        {
            var path = folder.Length is 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (entry is not DirectoryInfo below)
            {
                yield return path;
            }
            else if (below.LinkTarget is null)
            {
                foreach (var file in FilesBelow(path))
                {
                    yield return file;
                }
            }
        }
    }
}
