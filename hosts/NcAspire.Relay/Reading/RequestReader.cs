using NcAspire.Core.Models;

namespace NcAspire.Relay.Reading;

/// <summary>Reads out of a request, while it passes, what an answer of our own has to know, and what the vendor's may cost.</summary>
internal sealed class RequestReader(RelayTarget target)
{
    private const int BytesPerToken = 4;

    // As many as models of today say at most, where the request leaves it open.
    private const long UsualMost = 32_000;
    private const long Most = 1_000_000;

    // A conversation that the vendor keeps may be as long as a model can read, whatever the request's own length.
    private const long KeptContext = 200_000;

    private readonly JsonScanner _scanner = new(["stream", "model", "background", "previous_response_id", "conversation", .. Limits(target.Vendor.Api)]);

    // The places of the paths above.
    private enum At
    {
        Stream,
        Model,
        Background,
        PreviousResponse,
        Conversation,
        MostTokens,
        Choices,
    }

    public long Bytes { get; private set; }

    public bool Streams => target.Streams ?? this[At.Stream] is "true";

    public string Model => target.Model ?? this[At.Model] ?? "unknown";

    /// <summary>Why no vendor may get this request, in one sentence; null while nothing is wrong with it.</summary>
    public string? Refusal =>
        Has(At.Background) && this[At.Background] is not "false" ? "Requests that are answered in the background are not relayed."
        : _scanner.HasEscapedName ? "Names of a request's members must be written without escapes."
        : null;

    /// <summary>Tokens of the question, when its vendor does not tell.</summary>
    public long InputGuess => (Bytes / BytesPerToken) + (Has(At.PreviousResponse) || Has(At.Conversation) ? KeptContext : 0);

    /// <summary>Tokens that the answer may have at most, when nobody heard it to its end.</summary>
    public long OutputReserve => Math.Min(_scanner.Number((int)At.MostTokens) ?? UsualMost, Most) * Math.Clamp(_scanner.Number((int)At.Choices) ?? 1, 1, 100);

    private string? this[At place] => _scanner[(int)place];

    public void Read(ReadOnlySpan<byte> piece)
    {
        Bytes += piece.Length;
        _scanner.Read(piece);
    }

    // Where a request says how long an answer may be, and how many it wants. Of two names for it, the one that all vendors of an API heed.
    private static string[] Limits(ModelApi api) => api switch
    {
        ModelApi.OpenAiCompletions => ["max_tokens", "n"],
        ModelApi.OpenAiResponses => ["max_output_tokens", "n"],
        ModelApi.AnthropicMessages => ["max_tokens", "n"],
        ModelApi.GoogleGenerativeAi => ["generationConfig.maxOutputTokens", "generationConfig.candidateCount"],
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, "Nobody knows where it tells how much it wants."),
    };

    private bool Has(At place) => _scanner.Has((int)place);
}
