using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Models;
using NcAspire.Core.Secrets;

namespace NcAspire.Relay.Vendors;

/// <summary>The headers that pass, either way. All others stay here: what a gateway adds is nobody's business, and what a vendor adds may name its customer.</summary>
internal static class VendorHeaders
{
    private const string AnthropicBeta = "anthropic-beta";

    // Without it, Anthropic does not take the token of a subscription.
    private const string OAuthBeta = "oauth-2025-04-20";
    private const int MaxValue = 1024;

    private static readonly string[] _toVendor = ["Accept", "anthropic-version", AnthropicBeta, "openai-beta"];
    private static readonly string[] _toGateway = ["Retry-After", "retry-after-ms", "x-should-retry", "request-id", "x-request-id"];
    private static readonly string[] _toGatewayBegin = ["x-ratelimit-", "anthropic-ratelimit-"];
    private static readonly ProductInfoHeaderValue _self = new("NcAspire-Relay", "1.0");

    public static void Fill(HttpRequestHeaders to, IHeaderDictionary from, ModelVendor vendor, VendorKey key)
    {
        foreach (var name in _toVendor)
        {
            if (from[name] is [{ Length: > 0 and <= MaxValue } value] && value.All(c => c is >= ' ' and <= '~'))
            {
                to.TryAddWithoutValidation(name, value);
            }
        }

        // Packed answers could not be counted.
        to.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        to.UserAgent.Add(_self);
        AddKey(to, vendor, key);
    }

    /// <summary>What of an answer's headers goes on to the gateway, beside the content's type.</summary>
    public static void Pass(HttpResponseHeaders from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if ((_toGateway.Contains(name, StringComparer.OrdinalIgnoreCase)
                || Array.Exists(_toGatewayBegin, begin => name.StartsWith(begin, StringComparison.OrdinalIgnoreCase)))
                && values.Count is 1 && values.ToString() is { Length: <= MaxValue } value && value.All(c => c is >= ' ' and <= '~'))
            {
                to[name] = value;
            }
        }
    }

    private static void AddKey(HttpRequestHeaders to, ModelVendor vendor, VendorKey key)
    {
        switch (vendor.Api)
        {
            case ModelApi.AnthropicMessages when key.Name == SecretCatalog.AnthropicOAuth.Name:
                to.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
                AddOAuthBeta(to);
                break;
            case ModelApi.AnthropicMessages:
                to.Add("x-api-key", key.Value);
                break;
            case ModelApi.GoogleGenerativeAi:
                to.Add("x-goog-api-key", key.Value);
                break;
            default:
                to.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
                break;
        }
    }

    private static void AddOAuthBeta(HttpRequestHeaders to)
    {
        var asked = to.TryGetValues(AnthropicBeta, out var values) ? string.Join(',', values) : "";
        to.Remove(AnthropicBeta);
        to.TryAddWithoutValidation(
            AnthropicBeta,
            asked.Length is 0 ? OAuthBeta : asked.Contains(OAuthBeta, StringComparison.Ordinal) ? asked : $"{asked},{OAuthBeta}");
    }
}
