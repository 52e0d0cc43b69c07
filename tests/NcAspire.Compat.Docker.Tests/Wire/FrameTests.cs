using System.Text;
using Docker.DotNet;

namespace NcAspire.Compat.Docker.Tests.Wire;

public sealed class FrameTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(1000)]
    public async Task Output_and_errors_are_told_apart_however_they_are_cut_into_pieces(int piece)
    {
        byte[] bytes = [.. Frame(1, "one "), .. Frame(2, "bad "), .. Frame(1, ""), .. Frame(1, "twö"), .. Frame(2, "worse")];
        using var stream = Framed(piece, bytes);

        var (output, errors) = await stream.ReadOutputToEndAsync(Ct);
        Assert.Equal("one twö", output);
        Assert.Equal("bad worse", errors);
    }

    [Fact]
    public async Task A_frame_that_is_larger_than_the_buffer_is_read_in_parts()
    {
        using var stream = Framed(1000, Frame(2, "abcdef"));
        var buffer = new byte[6];

        foreach (var (part, text) in new[] { (4, "abcd"), (2, "ef") })
        {
            var read = await stream.ReadOutputAsync(buffer, 1, 4, Ct);
            Assert.Equal((part, MultiplexedStream.TargetStream.StandardError, false), (read.Count, read.Target, read.EOF));
            Assert.Equal(text, Encoding.UTF8.GetString(buffer, 1, part));
        }

        Assert.True((await stream.ReadOutputAsync(buffer, 0, 6, Ct)).EOF);
        Assert.True((await stream.ReadOutputAsync(buffer, 0, 6, Ct)).EOF);
    }

    [Fact]
    public async Task With_a_terminal_there_are_no_frames()
    {
        using var stream = new MultiplexedStream(new MemoryStream([1, 0, 0, 0, 0, 0, 0, 9, 42]), multiplexed: false);

        var read = await stream.ReadOutputAsync(new byte[100], 0, 100, Ct);
        Assert.Equal((9, MultiplexedStream.TargetStream.StandardOut), (read.Count, read.Target));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 5 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4 })]
    public async Task A_frame_that_is_cut_is_no_end(byte[] bytes)
    {
        using var stream = Framed(1000, bytes);
        await Assert.ThrowsAsync<EndOfStreamException>(() => stream.ReadOutputToEndAsync(Ct));
    }

    [Theory]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 1, 42 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 255, 255, 255, 255, 42 })]
    [InlineData(new byte[] { (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', (byte)'1', (byte)'.', (byte)'1' })]
    public async Task What_is_no_frame_is_not_taken_for_one(byte[] bytes)
    {
        using var stream = Framed(1000, bytes);
        await Assert.ThrowsAsync<IOException>(() => stream.ReadOutputToEndAsync(Ct));
    }

    [Fact]
    public async Task Logs_whose_connection_breaks_are_no_end()
    {
        await using var server = RawServer.Unix(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.BeginChunksAsync();
            await connection.SendChunkAsync(Encoding.Latin1.GetString(Frame(1, "all")));
        });
        using var client = server.Client();
        using var logs = await client.Containers.GetContainerLogsAsync("a", tty: false, new(), Ct);

        await Assert.ThrowsAnyAsync<IOException>(() => logs.ReadOutputToEndAsync(Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static byte[] Frame(byte target, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        return [target, 0, 0, 0, 0, 0, 0, (byte)payload.Length, .. payload];
    }

    private static MultiplexedStream Framed(int piece, byte[] bytes) => new(new Trickle(bytes, piece), multiplexed: true);

    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
