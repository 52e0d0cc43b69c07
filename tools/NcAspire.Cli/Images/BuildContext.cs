namespace NcAspire.Cli.Images;

/// <summary>A folder with just what one build takes; it goes away afterwards.</summary>
public sealed class BuildContext : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ncaspire-image-");

    public string Folder => _folder.FullName;

    /// <summary>The place of a file to be made; its folder is there.</summary>
    public string Place(string path)
    {
        var place = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place) ?? Folder);
        return place;
    }

    /// <summary>Copies a file, or a folder with all that is in it.</summary>
    public BuildContext Add(string source, string path)
    {
        if (File.Exists(source))
        {
            File.Copy(source, Place(path), overwrite: true);
            return this;
        }

        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Place(Path.Combine(path, Path.GetRelativePath(source, file))), overwrite: true);
        }

        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
