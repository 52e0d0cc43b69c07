using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace NcAspire.Functions.Api;

/// <summary>The one reader of request bodies: JSON only, small, strict, with a sentence for whatever is wrong.</summary>
internal static class JsonBody
{
    private const int Limit = 64 * 1024;
    private const int LongestName = 24;
    private const int DiscardLimit = 2 * 1024 * 1024;

    private static readonly TimeSpan _readFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _discardFor = TimeSpan.FromSeconds(2);

    /// <exception cref="ProblemException">400, 408, 413 or 415.</exception>
    public static async Task<T> ReadAsync<T>(this HttpRequest request, CancellationToken cancellationToken)
        where T : class =>
        await ReadOrDefaultAsync<T>(request, cancellationToken)
        ?? throw Problems.Malformed("The body is empty. Send a JSON object.");

    /// <summary>The same, but an empty body is null.</summary>
    public static async Task<T?> ReadOrDefaultAsync<T>(this HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        var body = await request.ReadBytesAsync(cancellationToken);
        if (body.Length is 0)
        {
            return null;
        }

        // The browser sends application/json across origins only after a preflight, which this API never grants.
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw Problems.MediaType();
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body, Json.Strict) ?? throw Problems.Malformed("The body is null. Send a JSON object.");
        }
        catch (JsonException exception)
        {
            throw Problems.Malformed(Describe(exception));
        }
    }

    /// <summary>
    /// Reads and forgets a body of known length that nobody wants. An answer given while the caller still sends may be lost: the
    /// connection is then reset under it.
    /// </summary>
    public static async Task DiscardAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 or > DiscardLimit)
        {
            return;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = DiscardLimit;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_discardFor);
        try
        {
            await request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception exception) when (exception is BadHttpRequestException or OperationCanceledException)
        {
            // Too slow, or broken off: then the answer may be lost.
        }
    }

    /// <summary>The whole body as it came.</summary>
    /// <exception cref="ProblemException">400, 408 or 413.</exception>
    public static async Task<byte[]> ReadBytesAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Limit)
        {
            await request.DiscardAsync(cancellationToken);
            throw Problems.TooLarge(Limit);
        }

        // The server ends a body that nearly stands still; one that trickles is ended here.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_readFor);
        using var body = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(8192);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, patience.Token)) > 0)
            {
                if (body.Length + read > Limit)
                {
                    throw Problems.TooLarge(Limit);
                }

                body.Write(buffer, 0, read);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            throw Problems.TooLarge(Limit);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode is StatusCodes.Status408RequestTimeout)
        {
            throw Problems.TooSlow();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Problems.TooSlow();
        }
        catch (BadHttpRequestException)
        {
            throw Problems.Malformed("The body ended early.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        return body.ToArray();
    }

    // The serializer's own message quotes type names of ours; the place is what helps the caller.
    private static string Describe(JsonException exception)
    {
        var place = exception.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) && path[2..].Split('.').All(IsName)
            ? $"the field \"{path[2..]}\""
            : exception.LineNumber is { } line ? $"line {line + 1}" : "it";
        return $"The body is no JSON of the expected shape: look at {place}. Fields must be known, given once and of the right type.";
    }

    // A key that was pasted in the place of its name is longer, and must not come back.
    private static bool IsName(string part) => part.Length is > 0 and <= LongestName;
}
