using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

internal static class Answers
{
    public static async Task WriteAsync<T>(HttpContext http, T answer, string contentType = "application/json")
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, GuardJson.Wire);
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;

        // Without the caller's token: what was done is done, and the server drops what nobody reads.
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }
}
