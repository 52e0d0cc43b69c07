using System.Security.Cryptography;

namespace NcAspire.AppHost;

/// <summary>A random word in a folder of its own that only its owner may read; made once and never changed.</summary>
internal static class SecretFile
{
    /// <summary>64 hexadecimal digits.</summary>
    public static string Ensure(string path)
    {
        if (!File.Exists(path))
        {
            const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path, Private);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using var file = new StreamWriter(path, options);
            file.Write(RandomNumberGenerator.GetHexString(64, lowercase: true));
        }

        return File.ReadAllText(path).Trim();
    }
}
