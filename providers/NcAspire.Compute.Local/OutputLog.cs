using System.Text;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>What a gateway wrote, in one file that it appends to and an older one.</summary>
internal sealed class OutputLog(string path)
{
    /// <summary>Bytes that the file may have before it becomes the older one.</summary>
    public const long Cap = 8 << 20;

    private const int Block = 64 << 10;

    private string Older => path + ".1";

    public string File => path;

    /// <summary>The last lines, oldest first, without terminal colours.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(int lines, CancellationToken cancellationToken)
    {
        var current = await TailAsync(path, lines, cancellationToken);
        return current.Count < lines
            ? [.. await TailAsync(Older, lines - current.Count, cancellationToken), .. current]
            : current;
    }

    /// <summary>
    /// Keeps the file below its cap while a gateway writes to it. The writer holds the file open, so its content is copied and
    /// cut off; a line written between the two is lost, which is fine for a log of a development machine.
    /// </summary>
    public void Trim()
    {
        if (new FileInfo(path) is { Exists: true, Length: > Cap })
        {
            System.IO.File.Copy(path, Older, overwrite: true);
            using var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            cut.SetLength(0);
        }
    }

    // Backwards block by block until enough line ends were seen: the length of the file does not matter.
    private static async Task<List<string>> TailAsync(string path, int lines, CancellationToken cancellationToken)
    {
        if (lines <= 0 || !System.IO.File.Exists(path))
        {
            return [];
        }

        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var blocks = new LinkedList<byte[]>();
        var ends = 0;

        for (var position = stream.Length; position > 0 && ends <= lines;)
        {
            var block = new byte[Math.Min(Block, position)];
            position -= block.Length;
            stream.Position = position;
            await stream.ReadExactlyAsync(block, cancellationToken);
            ends += block.AsSpan().Count((byte)'\n');
            blocks.AddFirst(block);
        }

        var text = MachineOutput.Plain(Encoding.UTF8.GetString([.. blocks.SelectMany(block => block)])).TrimEnd('\n');
        return text.Length == 0 ? [] : [.. text.Split('\n').TakeLast(lines)];
    }
}
