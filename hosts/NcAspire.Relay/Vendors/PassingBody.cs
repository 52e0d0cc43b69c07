using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using NcAspire.Relay.Reading;

namespace NcAspire.Relay.Vendors;

/// <summary>A request's body on its way to the vendor: as it comes, a piece at a time.</summary>
internal sealed class PassingBody(HttpRequest request, RequestReader reader, Action moved) : HttpContent
{
    // Most questions fit into one.
    private const int PieceSize = 64 << 10;

    private bool _hasBegun;

    /// <summary>What was wrong with the caller's side; null when that was not the fault.</summary>
    public Exception? CallersFault { get; private set; }

    /// <summary>Why the vendor did not get all of it; null when there was no reason.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The vendor has all of it, as far as this side knows.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Reads to its end what the vendor did not want to have.</summary>
    public Task ReadRestAsync(CancellationToken cancellationToken) => PassAsync(Stream.Null, () => { }, cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // A body that has passed is gone: it can't be sent over another connection once more.
        if (_hasBegun)
        {
            throw new HttpRequestException("The connection to the vendor was lost while the request was sent.");
        }

        _hasBegun = true;
        await PassAsync(stream, Judge, cancellationToken);
        IsSent = true;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }

    // A piece is looked at before it goes on. Without the one that is held back, what went before is no JSON, and no question.
    private void Judge()
    {
        Refusal = reader.Refusal;
        if (Refusal is not null)
        {
            throw new HttpRequestException("The request is not one that may go on.");
        }

        // Whoever hangs up in this moment must not have asked for nothing.
        IsSent = reader.Bytes == request.ContentLength;
    }

    private async Task PassAsync(Stream to, Action judge, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (await ReadAsync(piece, cancellationToken) is > 0 and var length)
            {
                moved();
                reader.Read(piece.AsSpan(0, length));
                judge();
                await to.WriteAsync(piece.AsMemory(0, length), cancellationToken);
            }

            moved();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private async ValueTask<int> ReadAsync(byte[] piece, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Body.ReadAsync(piece, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            CallersFault = fault;
            throw;
        }
    }
}
