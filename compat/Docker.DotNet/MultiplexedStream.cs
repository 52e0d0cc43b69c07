using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Docker.DotNet;

/// <summary>
/// Output, and for a command or an attached container input, of something that runs. Without a terminal, output and errors come in
/// frames over one stream: a head of 8 bytes <c>[1 = output | 2 = errors, 0, 0, 0, length as 4 bytes, the highest first]</c>, then
/// the payload. The order of the two among each other is not certain.
/// </summary>
public class MultiplexedStream : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _multiplexed;
    private readonly byte[] _head = new byte[8];
    private TargetStream _target;
    private int _remaining;

    public MultiplexedStream(Stream stream, bool multiplexed)
    {
        _stream = stream;
        _multiplexed = multiplexed;
    }

    /// <summary>Where a piece of output belongs.</summary>
    public enum TargetStream
    {
        StandardIn = 0,
        StandardOut = 1,
        StandardError = 2,
    }

    /// <summary>Ends the input. Does nothing where there is none.</summary>
    public void CloseWrite()
    {
        if (_stream is HijackedStream connection)
        {
            connection.CloseWrite();
        }
    }

    /// <summary>Writes input.</summary>
    public Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _stream.WriteAsync(buffer, offset, count, cancellationToken);

    /// <summary>Reads some of one frame, however it is cut into pieces on its way.</summary>
    /// <exception cref="EndOfStreamException">The stream ends within a frame.</exception>
    /// <exception cref="IOException">What comes is no frame, or the connection broke.</exception>
    public async Task<ReadResult> ReadOutputAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (!_multiplexed)
        {
            var some = await _stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
            return new ReadResult { Count = some, Target = TargetStream.StandardOut };
        }

        while (_remaining is 0)
        {
            if (!await ReadHeadAsync(cancellationToken).ConfigureAwait(false))
            {
                return default;
            }
        }

        var read = await _stream.ReadAsync(buffer.AsMemory(offset, Math.Min(count, _remaining)), cancellationToken).ConfigureAwait(false);
        if (read is 0 && count > 0)
        {
            throw new EndOfStreamException($"The stream ends {_remaining} bytes before its frame does.");
        }

        _remaining -= read;
        return new ReadResult { Count = read, Target = _target };
    }

    /// <summary>Reads all there is, as UTF-8.</summary>
    public async Task<(string stdout, string stderr)> ReadOutputToEndAsync(CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        await CopyOutputToAsync(Stream.Null, output, errors, cancellationToken).ConfigureAwait(false);
        return (Text(output), Text(errors));
    }

    /// <summary>Writes all of another stream as input.</summary>
    public async Task CopyFromAsync(Stream input, CancellationToken cancellationToken) =>
        await input.CopyToAsync(_stream, cancellationToken).ConfigureAwait(false);

    /// <summary>Hands out all there is.</summary>
    public async Task CopyOutputToAsync(Stream stdin, Stream stdout, Stream stderr, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            while (await ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false) is { EOF: false } piece)
            {
                var target = piece.Target switch
                {
                    TargetStream.StandardOut => stdout,
                    TargetStream.StandardError => stderr,
                    _ => stdin,
                };
                await target.WriteAsync(buffer.AsMemory(0, piece.Count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string Text(MemoryStream bytes) => Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);

    private async Task<bool> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var read = await _stream.ReadAtLeastAsync(_head, _head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read is 0)
        {
            return false;
        }

        if (read < _head.Length)
        {
            throw new EndOfStreamException("The stream ends within the head of a frame.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(4));
        if (_head[0] > (byte)TargetStream.StandardError || length > int.MaxValue)
        {
            throw new IOException($"The stream is not made of frames: one begins with {Convert.ToHexString(_head)}.");
        }

        _target = (TargetStream)_head[0];
        _remaining = (int)length;
        return true;
    }

    /// <summary>A piece of output, or the end.</summary>
    public struct ReadResult
    {
        public int Count { get; set; }

        public TargetStream Target { get; set; }

        public readonly bool EOF => Count == 0;
    }
}
