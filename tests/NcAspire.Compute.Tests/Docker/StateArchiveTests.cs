using System.Formats.Tar;
using System.Text;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

public sealed class StateArchiveTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Files_are_the_gateway_s_alone_and_every_folder_on_the_way_is_named_once_before()
    {
        using var archive = StateArchive.Of(
            ".openclaw", [new SeedFile("openclaw.json", "{}"), new SeedFile("a/b/c.txt", "✓"), new SeedFile("a/d.txt", "")], _now);
        using var tar = new TarReader(archive);
        var entries = new List<(string Name, int Mode, string? Content)>();

        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            Assert.Equal((1000, 1000, _now), (entry.Uid, entry.Gid, entry.ModificationTime));
            entries.Add((entry.Name, Convert.ToInt32(Convert.ToString((int)entry.Mode, 8)), Text(entry)));
        }

        Assert.Equal(
            [
                (".openclaw/", 700, null),
                (".openclaw/openclaw.json", 600, "{}"),
                (".openclaw/a/", 700, null),
                (".openclaw/a/b/", 700, null),
                (".openclaw/a/b/c.txt", 600, "✓"),
                (".openclaw/a/d.txt", 600, ""),
            ],
            entries);
    }

    [Fact]
    public void A_path_that_leads_out_makes_no_archive() =>
        Assert.Throws<ProviderException>(() => StateArchive.Of(".openclaw", [new SeedFile("a/../../b", "")], _now));

    [Theory]
    [InlineData("78\n", "78\n")]
    [InlineData("", null)]
    [InlineData("123456789", null)]
    public async Task A_small_file_is_read_and_a_larger_or_empty_one_is_not(string content, string? read) =>
        Assert.Equal(read, await ReadAsync(new PaxTarEntry(TarEntryType.RegularFile, ".exit-code") { DataStream = Bytes(content) }));

    [Theory]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public async Task What_is_no_file_is_not_read(TarEntryType type) => Assert.Null(await ReadAsync(new PaxTarEntry(type, ".exit-code")));

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task A_link_is_not_followed(TarEntryType type) =>
        Assert.Null(await ReadAsync(new PaxTarEntry(type, ".exit-code") { LinkName = "/etc/passwd" }));

    [Fact]
    public async Task An_empty_archive_holds_nothing()
    {
        using var nothing = new MemoryStream(new byte[1024]);
        Assert.Null(await StateArchive.ReadSmallAsync(nothing, 8, Ct));
    }

    private static async Task<string?> ReadAsync(TarEntry entry)
    {
        using var archive = new MemoryStream();

        await using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            await tar.WriteEntryAsync(entry, Ct);
        }

        archive.Position = 0;
        return await StateArchive.ReadSmallAsync(archive, 8, Ct);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string? Text(TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.Directory)
        {
            return null;
        }

        using var reader = new StreamReader(entry.DataStream ?? Stream.Null);
        return reader.ReadToEnd();
    }
}
