using Microsoft.AspNetCore.Http;

namespace NcAspire.Functions.Api;

internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of the Authorization header, or null. Tokens in URLs or cookies are not looked at.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count is 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim()
            : null;
    }
}
