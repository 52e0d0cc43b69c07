using System.Globalization;
using System.Net;
using System.Text.Json;
using NcAspire.Contracts;

namespace NcAspire.Web.Clients;

/// <summary>Turns refusals and silence into <see cref="Problem"/>s.</summary>
internal static class Problems
{
    public static Problem Unreachable { get; } = new(
        (int)HttpStatusCode.ServiceUnavailable,
        ProblemTypes.Unavailable,
        "Not reachable",
        "The service is not reachable right now. Nothing was lost: your instances go on as they are. Try again in a minute.",
        Field: null);

    /// <summary>The other side did not answer, or took longer than the client waits; not that the browser went away.</summary>
    public static bool IsSilence(Exception fault, CancellationToken cancellationToken) =>
        fault is HttpRequestException
        || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>
    /// Reads <c>{"type":"urn:ncaspire:slug-taken","title":"…","detail":"…","field":"slug"}</c> (RFC 9457). Anything else that is no
    /// success, such as a proxy's HTML page, becomes a problem of its own.
    /// </summary>
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            try
            {
                var text = await response.Content.ReadAsStringAsync(cancellationToken);

                if (JsonSerializer.Deserialize<Details>(text, JsonSerializerOptions.Web) is
                    { Type: { } type, Title: { } title, Detail: var detail, Field: var field })
                {
                    return new Problem((int)response.StatusCode, type, title, detail ?? title, field);
                }
            }
            catch (JsonException)
            {
                // Cut short on the way: as good as none.
            }
        }

        return Unexpected(response);
    }

    private static Problem Unexpected(HttpResponseMessage response) => response.StatusCode switch
    {
        >= HttpStatusCode.InternalServerError => Unreachable with { Status = (int)response.StatusCode },
        HttpStatusCode.TooManyRequests => new(
            (int)response.StatusCode, ProblemTypes.TooManyRequests, "Too many attempts", Wait(response.Headers.RetryAfter?.Delta), Field: null),
        _ => new(
            (int)response.StatusCode,
            ProblemTypes.Internal,
            "Unexpected answer",
            "The service gave an answer that this page does not understand. Try again in a minute.",
            Field: null),
    };

    private static string Wait(TimeSpan? wait) => wait is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"Wait {Math.Ceiling(known.TotalSeconds):0} seconds, then try again.")
        : "Wait a minute, then try again.";

    private sealed record Details(string? Type, string? Title, string? Detail, string? Field);
}
