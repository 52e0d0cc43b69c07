using System.Text;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Requests;

namespace NcAspire.Functions.Api;

/// <summary>An answer that was written down before it is sent, so that it can be sent again.</summary>
internal sealed class RecordedResult(StoredAnswer answer) : IResult
{
    /// <summary>Renders a result apart from the caller's connection.</summary>
    public static async Task<StoredAnswer> RecordAsync(IResult result, HttpContext http)
    {
        using var body = new MemoryStream();
        var apart = new DefaultHttpContext { RequestServices = http.RequestServices };
        apart.Response.Body = body;
        await result.ExecuteAsync(apart);

        var response = apart.Response;
        return new StoredAnswer(
            response.StatusCode,
            response.Headers.Location is [{ } location] ? location : null,
            response.ContentType,
            Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }

        response.ContentType = answer.ContentType;
        if (answer.Body.Length > 0)
        {
            await response.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }
}
