using System.Security.Cryptography;

namespace NcAspire.AppHost;

/// <summary>Something random in a folder of its own that only its owner may read; made once and never changed.</summary>
internal static class SecretFile
{
    private const int Bytes = 32;

    /// <summary>64 hexadecimal digits.</summary>
    public static string Ensure(string path) => Ensure(path, Convert.ToHexStringLower);

    /// <summary>A key of 32 bytes, as base64.</summary>
    public static void EnsureKey(string path) => Ensure(path, Convert.ToBase64String);

    private static string Ensure(string path, Func<byte[], string> write)
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
            file.Write(write(RandomNumberGenerator.GetBytes(Bytes)));
        }

        return File.ReadAllText(path).Trim();
    }
}
