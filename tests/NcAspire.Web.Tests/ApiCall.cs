using Microsoft.AspNetCore.Http;

namespace NcAspire.Web.Tests;

/// <summary>What the API was asked.</summary>
internal sealed record ApiCall(string Request, string Body, string Authorization, string ForwardedFor, string IdempotencyKey, string Agent)
{
    public static async Task<ApiCall> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new ApiCall(
            $"{request.Method} {request.Path}",
            await reader.ReadToEndAsync(),
            request.Headers.Authorization.ToString(),
            request.Headers["X-Forwarded-For"].ToString(),
            request.Headers["Idempotency-Key"].ToString(),
            request.Headers.UserAgent.ToString());
    }
}
