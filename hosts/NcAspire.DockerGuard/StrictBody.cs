using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>The one reader of bodies: JSON only, no larger than the verb needs, strict, and silent about what was in it.</summary>
internal static class StrictBody
{
    /// <exception cref="RefusedException">400, 413 or 415.</exception>
    /// <exception cref="BadHttpRequestException">Too slow, too large, or broken off.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, GuardVerb verb, CancellationToken cancellationToken)
        where T : class
    {
        if (request.Headers.ContentType.Count is not 1
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            || request.Headers.ContentEncoding.Count > 0)
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "The body must be plain application/json.");
        }

        // The server counts for itself from here on, also where no length was announced.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = verb.MaxBody;
        }

        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);

        try
        {
            return JsonSerializer.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length), GuardJson.Wire) ?? throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    private static RefusedException Malformed() => new(
        StatusCodes.Status400BadRequest,
        "The body is no JSON of the expected shape: every field must be known, there, given once, in its case and of its type.");
}
