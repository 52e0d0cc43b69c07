using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace NcAspire.Functions.Api;

/// <summary>Writes objects as they come, one line of JSON each, for a download.</summary>
/// <param name="name">Of the file.</param>
internal sealed class LinesResult<T>(IAsyncEnumerable<T> items, string name, CancellationToken cancellationToken) : IResult
{
    public const string ContentType = "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.ndjson\"";
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(response.BodyWriter, item, Json.Answers, cancellationToken);
            await response.WriteAsync("\n", cancellationToken);
        }
    }
}
