using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace NcAspire.Relay;

/// <summary>The token that a request shows, in whichever of the vendors' ways.</summary>
internal static class BroughtToken
{
    private const string Scheme = "Bearer ";
    private const int MaxLength = 128;

    /// <summary>Null when there is none, or when two of them differ: then somebody tries what is not ours to guess.</summary>
    public static string? Of(IHeaderDictionary headers)
    {
        string? token = null;
        foreach (var (name, scheme) in ((string, string)[])[("Authorization", Scheme), ("x-api-key", ""), ("x-goog-api-key", "")])
        {
            var values = headers[name];
            if (StringValues.IsNullOrEmpty(values))
            {
                continue;
            }

            if (values is not [{ Length: > 0 } value] || !value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            var found = value[scheme.Length..];
            if (found.Length is 0 or > MaxLength || !Ascii.IsValid(found) || (token is not null && token != found))
            {
                return null;
            }

            token = found;
        }

        return token;
    }
}
