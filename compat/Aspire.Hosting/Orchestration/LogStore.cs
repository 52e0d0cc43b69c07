using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Aspire.Hosting.Orchestration;

/// <summary>The last lines of every resource, and the lines as they come. Slow readers lose the oldest lines.</summary>
internal sealed partial class LogStore(TimeProvider time)
{
    public const int Capacity = 2_000;
    private const int MaxLineLength = 8_192;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<LogLine>> _lines = [];
    private readonly List<Channel<LogLine>> _readers = [];
    private long _lastId;

    public void Append(string resource, string text, bool isError = false)
    {
        text = Printable(text.Length > MaxLineLength ? text[..MaxLineLength] : text);

        lock (_lock)
        {
            var line = new LogLine(++_lastId, time.GetUtcNow(), resource, isError, text);

            if (!_lines.TryGetValue(resource, out var queue))
            {
                _lines[resource] = queue = new Queue<LogLine>();
            }

            if (queue.Count == Capacity)
            {
                queue.Dequeue();
            }

            queue.Enqueue(line);

            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(line);
            }
        }
    }

    /// <summary>The last lines of one resource.</summary>
    public IReadOnlyList<LogLine> Tail(string resource, int count)
    {
        lock (_lock)
        {
            return _lines.TryGetValue(resource, out var queue) ? [.. queue.TakeLast(count)] : [];
        }
    }

    /// <summary>The kept lines after <paramref name="afterId"/>, then new ones until cancelled; null means every resource.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(
        string? resource, long afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        List<LogLine> kept;

        lock (_lock)
        {
            kept = [.. _lines
                .Where(entry => resource is null || entry.Key == resource)
                .SelectMany(entry => entry.Value)
                .Where(line => line.Id > afterId)
                .OrderBy(line => line.Id)];
            _readers.Add(channel);
        }

        try
        {
            foreach (var line in kept)
            {
                yield return line;
            }

            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                if (resource is null || line.Resource == resource)
                {
                    yield return line;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _readers.Remove(channel);
            }
        }
    }

    private static string Printable(string text) => ControlCharacters().Replace(EscapeSequences().Replace(text, ""), "");

    // Colours "\e[31m", links "\e]8;;…\a", and single-character commands "\eM".
    [GeneratedRegex("\e(?:\\[[0-?]*[ -/]*[@-~]|\\][^\a\e]*(?:\a|\e\\\\)?|[@-Z\\\\-_])")]
    private static partial Regex EscapeSequences();

    [GeneratedRegex(@"[\x00-\x08\x0A-\x1F\x7F]")]
    private static partial Regex ControlCharacters();
}
