using System.Formats.Tar;
using System.Text;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>Files on their way into a state volume and out of it, as the tar archives that the engine takes and gives.</summary>
internal static class StateArchive
{
    private const int Owner = 1000;
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder700 = File600 | UnixFileMode.UserExecute;

    /// <summary>
    /// An archive with the files below a folder. It names every folder on the way: where the gateway, or what it runs, put a link
    /// or a file in the place of one, the engine puts a folder there again and follows nothing out of the volume.
    /// </summary>
    /// <exception cref="ProviderException">Definite: a path that is not plainly inside.</exception>
    public static MemoryStream Of(string root, IEnumerable<SeedFile> files, DateTimeOffset now)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            var folders = new HashSet<string>();

            foreach (var file in files)
            {
                var path = root;

                foreach (var segment in file.Segments)
                {
                    if (folders.Add(path))
                    {
                        Write(tar, new PaxTarEntry(TarEntryType.Directory, path + "/"), Folder700, now);
                    }

                    path = $"{path}/{segment}";
                }

                using var content = new MemoryStream(Encoding.UTF8.GetBytes(file.Content));
                Write(tar, new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content }, File600, now);
            }
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>
    /// The text of the one small file that an archive holds; null when it holds anything else. The gateway's folder may hold
    /// anything under that name: no more than the limit is read, and no link followed.
    /// </summary>
    public static async Task<string?> ReadSmallAsync(Stream archive, int limit, CancellationToken cancellationToken)
    {
        await using var tar = new TarReader(archive, leaveOpen: true);
        var entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken);

        if (entry is not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data } || entry.Length > limit)
        {
            return null;
        }

        var content = new byte[entry.Length];
        await data.ReadExactlyAsync(content, cancellationToken);
        return Encoding.ASCII.GetString(content);
    }

    private static void Write(TarWriter tar, PaxTarEntry entry, UnixFileMode mode, DateTimeOffset now)
    {
        entry.Mode = mode;
        entry.Uid = Owner;
        entry.Gid = Owner;
        entry.ModificationTime = now;
        tar.WriteEntry(entry);
    }
}
