using System.Text;
using Docker.DotNet;

namespace NcAspire.Compute.Docker;

/// <summary>What a stream of a container says, as far as it is kept: the last bytes, or the first ones.</summary>
internal static class ContainerOutput
{
    private const int Block = 32 << 10;

    /// <summary>The last bytes of both outputs together, in the order in which the engine has them.</summary>
    public static async Task<string> LastAsync(MultiplexedStream stream, int limit, CancellationToken cancellationToken)
    {
        var ring = new byte[limit];
        long total = 0;
        await ReadAsync(
            stream,
            (_, block) =>
            {
                foreach (var part in block)
                {
                    ring[total++ % limit] = part;
                }
            },
            cancellationToken);

        if (total <= limit)
        {
            return Encoding.UTF8.GetString(ring, 0, (int)total);
        }

        var start = (int)(total % limit);
        var text = Encoding.UTF8.GetString([.. ring.AsSpan(start), .. ring.AsSpan(0, start)]);
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>The first bytes of the output, then the first ones of the errors. What is beyond is read, so that its writer goes on.</summary>
    public static async Task<string> FirstAsync(MultiplexedStream stream, int limit, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        await ReadAsync(
            stream,
            (target, block) =>
            {
                var kept = target is MultiplexedStream.TargetStream.StandardError ? errors : output;
                kept.Write(block[..(int)Math.Min(block.Length, limit - kept.Length)]);
            },
            cancellationToken);
        return Text(output) + Text(errors);
    }

    private static async Task ReadAsync(MultiplexedStream stream, Take take, CancellationToken cancellationToken)
    {
        var buffer = new byte[Block];

        while (await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken) is { EOF: false } read)
        {
            take(read.Target, buffer.AsSpan(0, read.Count));
        }
    }

    private static string Text(MemoryStream kept) => Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);

    private delegate void Take(MultiplexedStream.TargetStream target, ReadOnlySpan<byte> block);
}
