namespace NcAspire.Relay.Reading;

/// <summary>Reads out of a request, while it passes, what an answer of our own has to know.</summary>
internal sealed class RequestReader(RelayTarget target)
{
    private readonly JsonScanner _scanner = new("stream", "model");

    public long Bytes { get; private set; }

    public bool Streams => target.Streams ?? _scanner[0] is "true";

    public string Model => target.Model ?? _scanner[1] ?? "unknown";

    public void Read(ReadOnlySpan<byte> piece)
    {
        Bytes += piece.Length;
        _scanner.Read(piece);
    }
}
