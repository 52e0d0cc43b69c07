using NcAspire.Core.Models;

namespace NcAspire.Relay.Reading;

/// <summary>Counts the tokens of an answer while it passes.</summary>
internal sealed class UsageReader
{
    private const int BytesPerToken = 4;
    private static readonly byte[] _data = "data:"u8.ToArray();

    private readonly JsonScanner _scanner;
    private readonly int _inputs;
    private readonly int _paths;
    private readonly int _lastWord;
    private readonly bool _isEventStream;
    private long? _input;
    private long? _output;
    private long _events;
    private long _bytes;
    private int _matched;
    private bool _isData;
    private bool _isTold;

    /// <param name="api">Says where the figures stand.</param>
    /// <param name="isEventStream">An answer in events, one JSON text in each; else it is one JSON text.</param>
    public UsageReader(ModelApi api, bool isEventStream)
    {
        var (inputs, outputs) = Paths(api);
        (_inputs, _paths, _isEventStream) = (inputs.Length, inputs.Length + outputs.Length, isEventStream);

        // Anthropic tells one token at the beginning, and what it really was by the last of the paths.
        _lastWord = api is ModelApi.AnthropicMessages ? _paths - 1 : _inputs;
        _scanner = new JsonScanner([.. inputs, .. outputs]);
    }

    /// <summary>
    /// Tokens of the question, as far as the vendor has told; else what the request looked like. A vendor that does not tell, or whose answer is
    /// cut off before it does, must not be a way around the limit.
    /// </summary>
    public long Input(long guess) => _input ?? guess;

    /// <summary>Tokens of the answer, as far as the vendor has told, and no fewer than there were events.</summary>
    public long Output => _output ?? (_isEventStream ? _events : _bytes / BytesPerToken);

    public void Read(ReadOnlySpan<byte> piece)
    {
        _bytes += piece.Length;
        if (!_isEventStream)
        {
            _scanner.Read(piece);
            return;
        }

        while (!piece.IsEmpty)
        {
            var end = piece.IndexOf((byte)'\n');
            ReadLine(end < 0 ? piece : piece[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>Nothing more comes.</summary>
    /// <param name="isWhole">The answer came to its end.</param>
    /// <param name="reserve">What it counts at least when it did not, and the vendor has not told what it cost.</param>
    public void End(bool isWhole, long reserve)
    {
        EndLine();
        if (!isWhole)
        {
            _output = Math.Max(Output, _isTold ? 0 : Math.Max(_events, reserve));
        }
    }

    // The names differ; what is counted twice in one of them does not stand here.
    private static (string[] Inputs, string[] Outputs) Paths(ModelApi api) => api switch
    {
        ModelApi.OpenAiCompletions => (["usage.prompt_tokens"], ["usage.completion_tokens"]),

        // Streamed within response.completed, else by itself.
        ModelApi.OpenAiResponses => (["response.usage.input_tokens", "usage.input_tokens"], ["response.usage.output_tokens", "usage.output_tokens"]),

        // message_start has it within the message, message_delta and an answer in one piece by itself. Cached input is counted apart.
        ModelApi.AnthropicMessages => (
            [
                "message.usage.input_tokens", "message.usage.cache_creation_input_tokens", "message.usage.cache_read_input_tokens",
                "usage.input_tokens", "usage.cache_creation_input_tokens", "usage.cache_read_input_tokens",
            ],
            ["message.usage.output_tokens", "usage.output_tokens"]),
        ModelApi.GoogleGenerativeAi => (
            ["usageMetadata.promptTokenCount", "usageMetadata.toolUsePromptTokenCount"],
            ["usageMetadata.candidatesTokenCount", "usageMetadata.thoughtsTokenCount"]),
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, "Nobody knows where it tells its tokens."),
    };

    private void ReadLine(ReadOnlySpan<byte> part)
    {
        while (!_isData && !part.IsEmpty && _matched >= 0)
        {
            _matched = part[0] == _data[_matched] ? _matched + 1 : -1;
            part = part[1..];
            if (_matched == _data.Length)
            {
                _isData = true;
                _events++;
                _scanner.Restart();
            }
        }

        if (_isData)
        {
            _scanner.Read(part);
        }
    }

    private void EndLine()
    {
        if (_isData || !_isEventStream)
        {
            _scanner.End();
            _input = Most(_input, Sum(0, _inputs));
            _output = Most(_output, Sum(_inputs, _paths));
            _isTold |= Sum(_lastWord, _paths) is not null;
        }

        (_isData, _matched) = (false, 0);
    }

    private long? Sum(int from, int to)
    {
        long? sum = null;
        for (var path = from; path < to; path++)
        {
            sum = _scanner.Number(path) is { } number ? (sum ?? 0) + number : sum;
        }

        return sum;
    }

    // Figures grow from event to event.
    private static long? Most(long? one, long? other) => one is null || other > one ? other : one;
}
