using System.Formats.Tar;
using System.Text.RegularExpressions;
using NcAspire.Testing;

namespace NcAspire.Isolation.Tests.Setting;

/// <summary>
/// An image that keeps the contract of the gateway's image and holds Node.js with its libraries, the listener, and nothing else: it is
/// made of files of this machine, within a second.
/// </summary>
internal static partial class ProbeImage
{
    public const string Name = "probe:test";

    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const int User = 1000;

    private static readonly string[] _changes =
    [
        "USER 1000:1000",
        "WORKDIR /data",
        "ENV PATH=/usr/local/bin",
        "ENTRYPOINT [\"node\", \"/opt/listener.js\"]",
        "CMD [\"tenant\", \"tcp:18789\", \"udp:18789\"]",
        "LABEL ncaspire.preflight=1 ncaspire.openclaw=0.0.0-probe ncaspire.whatsapp-plugin=/opt",
    ];

    public static async Task MakeAsync(string engine, CancellationToken cancellationToken)
    {
        using var root = new MemoryStream();
        await using (var tar = new TarWriter(root, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "data") { Mode = Everybody | UnixFileMode.UserWrite, Uid = User, Gid = User }, cancellationToken);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = Everybody }, cancellationToken);
            await AddAsync(tar, Toolchain.Node, "usr/local/bin/node", cancellationToken);
            await AddAsync(tar, Path.Combine(AppContext.BaseDirectory, "Setting", "listener.js"), "opt/listener.js", cancellationToken);
            foreach (var library in await LibrariesAsync(cancellationToken))
            {
                await AddAsync(tar, library, library[1..], cancellationToken);
            }
        }

        root.Position = 0;
        IEnumerable<string> import = ["docker", "--host", engine, "import", .. _changes.SelectMany(change => new[] { "--change", change }), "-", Name];
        (await Shell.RunAsync(import, cancellationToken, root)).Expected();
    }

    // Lines such as "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f…)" and "/lib64/ld-linux-x86-64.so.2 (0x00007f…)".
    private static async Task<IEnumerable<string>> LibrariesAsync(CancellationToken cancellationToken) =>
        File().Matches((await Shell.RunAsync(["ldd", Toolchain.Node], cancellationToken)).Expected()).Select(match => match.Groups[1].Value);

    private static async Task AddAsync(TarWriter tar, string file, string path, CancellationToken cancellationToken)
    {
        await using var content = System.IO.File.OpenRead(file);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content, Mode = Everybody }, cancellationToken);
    }

    [GeneratedRegex(@"(?:=> |^\s+)(/\S+) \(0x", RegexOptions.Multiline)]
    private static partial Regex File();
}
