using System.Security.Cryptography;
using System.Text;

namespace NcAspire.Cli.Images;

/// <summary>A hash over all that an image is made of: the same inputs need no other build.</summary>
public sealed class InputHash
{
    private readonly SortedDictionary<string, byte[]> _inputs = new(StringComparer.Ordinal);

    public InputHash Add(string name, string text)
    {
        _inputs.Add(name, SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return this;
    }

    /// <summary>Adds the files of a folder and of those below it, by their paths from there and their contents.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="without">A folder in it that changes nothing in the image, or null.</param>
    public InputHash AddFolder(string folder, string? without)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file);

            if (without is null || !path.StartsWith($"{without}/", StringComparison.Ordinal))
            {
                _inputs.Add($"{Path.GetFileName(folder)}/{path}", SHA256.HashData(File.ReadAllBytes(file)));
            }
        }

        return this;
    }

    /// <summary>16 digits are enough to tell builds apart.</summary>
    public override string ToString()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        foreach (var (name, digest) in _inputs)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n"));
            hash.AppendData(digest);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
