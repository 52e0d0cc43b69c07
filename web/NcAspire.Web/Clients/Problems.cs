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
        "The service is not reachable right now. Nothing was lost: your instances go on as they are. Try again in a minute.");

    /// <summary>The other side did not answer, or took longer than the client waits; not that the browser went away.</summary>
    public static bool IsSilence(Exception fault, CancellationToken cancellationToken) =>
        fault is HttpRequestException
        || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>
    /// Reads <c>{"type":"urn:ncaspire:slug-taken","title":"…","detail":"…"}</c> (RFC 9457). Anything else that is no
    /// success, such as a proxy's HTML page, becomes a problem of its own.
    /// </summary>
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;

        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return Unexpected(status);
        }

        try
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var details = JsonSerializer.Deserialize<Details>(text, JsonSerializerOptions.Web);
            return details is { Type: { } type, Title: { } title }
                ? new Problem(status, type, title, details.Detail ?? title, response.Headers.RetryAfter?.Delta)
                : Unexpected(status);
        }
        catch (JsonException)
        {
            return Unexpected(status);
        }
    }

    private static Problem Unexpected(int status) => status >= (int)HttpStatusCode.InternalServerError
        ? Unreachable with { Status = status }
        : new Problem(status, ProblemTypes.Internal, "Unexpected answer", "The service gave an answer that this page does not understand. Try again in a minute.");

    private sealed record Details(string? Type, string? Title, string? Detail);
}
