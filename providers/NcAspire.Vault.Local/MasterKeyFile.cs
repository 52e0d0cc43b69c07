using NcAspire.Core.Secrets;

namespace NcAspire.Vault.Local;

/// <summary>A master key in a file that only its owner may read.</summary>
internal static class MasterKeyFile
{
    private const int Longest = 256;

    // What systemd hands over may be readable for a group, by an access list for one user alone.
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <param name="setting">The setting that names the file, for the complaint.</param>
    /// <exception cref="InvalidOperationException">It can't be used: one sentence that says why.</exception>
    public static MasterKey Read(string path, string setting)
    {
        try
        {
            if (!File.Exists(path))
            {
                throw new InvalidOperationException($"{setting} names \"{path}\", where no file with a master key is.");
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Private) is not 0)
            {
                throw new InvalidOperationException($"{setting} names \"{path}\", which others may read or change; chmod 0600 or 0640 makes it private.");
            }

            using var file = new StreamReader(path);
            var text = new char[Longest];
            return MasterKeyText.Parse(new string(text, 0, file.ReadBlock(text)), $"The content of {setting} (\"{path}\")");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{setting} names \"{path}\", which this process can't read.", fault);
        }
    }
}
