using System.Formats.Tar;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class ArchiveTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task What_is_put_into_a_volume_before_the_start_is_there_with_owner_and_mode()
    {
        var id = await CreateAsync();
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "secret/token")
                {
                    DataStream = new MemoryStream("s3cret"u8.ToArray()),
                    Uid = 1000,
                    Gid = 1000,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                },
                Ct);
        }

        tar.Position = 0;
        await Containers.ExtractArchiveToContainerAsync(id, new() { Path = "/data" }, tar, Ct);
        Assert.True(tar.CanRead);

        var got = await Containers.GetArchiveFromContainerAsync(id, new() { Path = "/data/secret/token" }, false, Ct);
        Assert.Equal(("token", 6), (got.Stat.Name, got.Stat.Size));
        Assert.Equal(0b110_000_000u, got.Stat.Mode & 0b111_111_111u);
        await using var reader = new TarReader(got.Stream);
        var entry = await reader.GetNextEntryAsync(copyData: true, Ct);
        Assert.Equal(("token", 1000, 1000), (entry?.Name, entry?.Uid, entry?.Gid));
        Assert.Equal("s3cret", await new StreamReader(entry!.DataStream!, Encoding.UTF8).ReadToEndAsync(Ct));
        Assert.Null(await reader.GetNextEntryAsync(cancellationToken: Ct));
    }

    [Fact]
    public async Task What_a_path_is_can_be_asked_for_alone()
    {
        var id = await CreateAsync();
        var folder = await Containers.GetArchiveFromContainerAsync(id, new() { Path = "/usr/bin" }, true, Ct);
        var link = await Containers.GetArchiveFromContainerAsync(id, new() { Path = "/usr/bin/awk" }, true, Ct);

        Assert.Null(folder.Stream);
        Assert.Equal("bin", folder.Stat.Name);
        Assert.True((folder.Stat.Mode & (1u << 31)) > 0);
        Assert.EndsWith("awk", link.Stat.LinkTarget, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_tar_goes_in_and_out_as_a_stream()
    {
        var id = await CreateAsync();
        using var tar = DockerEngine.Tar([new("large", new string('x', 8 << 20))]);

        await Containers.ExtractArchiveToContainerAsync(id, new() { Path = "/data" }, new OneWay(tar), Ct);
        var got = await Containers.GetArchiveFromContainerAsync(id, new() { Path = "/data" }, false, Ct);
        await using var reader = new TarReader(got.Stream);
        var sizes = new List<long>();
        while (await reader.GetNextEntryAsync(cancellationToken: Ct) is { } entry)
        {
            sizes.Add(entry.Length);
        }

        Assert.Contains(8 << 20, sizes);
    }

    [Fact]
    public async Task A_large_tar_for_nobody_is_refused_for_that_reason()
    {
        using var tar = DockerEngine.Tar([new("large", new string('x', 8 << 20))]);
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() =>
            Containers.ExtractArchiveToContainerAsync(engine.Name("none"), new() { Path = "/data" }, tar, Ct));
    }

    [Fact]
    public async Task What_is_not_there_can_be_neither_read_nor_written()
    {
        var id = await CreateAsync();
        using var tar = DockerEngine.Tar([new("a", "b")]);

        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() =>
            Containers.GetArchiveFromContainerAsync(id, new() { Path = "/none" }, true, Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() =>
            Containers.GetArchiveFromContainerAsync(id, new() { Path = "/none" }, false, Ct));
        await Assert.ThrowsAsync<DockerContainerNotFoundException>(() =>
            Containers.ExtractArchiveToContainerAsync(id, new() { Path = "/none" }, tar, Ct));
    }

    private IContainerOperations Containers => engine.Client.Containers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<string> CreateAsync()
    {
        var parameters = new CreateContainerParameters
        {
            Image = await engine.BaseImageAsync(Ct),
            Labels = engine.Labels,
            HostConfig = new HostConfig
            {
                NetworkMode = "none",
                ReadonlyRootfs = true,
                Mounts =
                [
                    new Mount { Type = "volume", Source = engine.Name(Guid.NewGuid().ToString("N")), Target = "/data" },
                ],
            },
        };
        return (await Containers.CreateContainerAsync(parameters, Ct)).ID;
    }

    /// <summary>A stream whose length nobody knows before its end.</summary>
    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
