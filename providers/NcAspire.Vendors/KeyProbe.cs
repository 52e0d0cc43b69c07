using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NcAspire.Core.Models;
using NcAspire.Core.Secrets;

namespace NcAspire.Vendors;

/// <summary>
/// One GET that a vendor answers without cost, and only to a key that it knows. Vendors of whom no such request is known are not asked: a list
/// that everybody may read would praise any key.
/// </summary>
internal sealed class KeyProbe(VendorAddresses addresses) : IKeyProbe, IDisposable
{
    private const int MostRead = 4096;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly ProductInfoHeaderValue _self = new("NcAspire", "1.0");

    // A redirect would carry the key elsewhere, and a trace header is nobody's business.
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    });

    public void Dispose() => _invoker.Dispose();

    public async Task<KeyVerdict> AskAsync(ModelVendor vendor, SecretName name, string key, CancellationToken cancellationToken)
    {
        if (PathOf(vendor.Id) is not { } path)
        {
            return KeyVerdict.Unknown;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, addresses.Of(vendor, path));
        request.Headers.UserAgent.Add(_self);
        AddKey(request.Headers, vendor, name, key);
        try
        {
            using var response = await _invoker.SendAsync(request, patience.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => KeyVerdict.Works,
                HttpStatusCode.Unauthorized => KeyVerdict.Refused,

                // A key of OpenAI that may chat but not list models: {"error":{"message":"… Missing scopes: api.model.read. …"}}
                HttpStatusCode.Forbidden => await SaysAsync(response, "Missing scopes", patience.Token) ? KeyVerdict.Unknown : KeyVerdict.Refused,

                // Google: {"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID",…}]}}
                HttpStatusCode.BadRequest => await SaysAsync(response, "API_KEY_INVALID", patience.Token) ? KeyVerdict.Refused : KeyVerdict.Unknown,
                _ => KeyVerdict.Unknown,
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return KeyVerdict.Unknown;
        }
    }

    // Each of them wants a key, by the vendors' API references: OpenAI "List models", Anthropic "List models", Gemini "models.list",
    // OpenRouter "Get current API key", Vercel AI Gateway "Credits".
    private static string? PathOf(string vendor) => vendor switch
    {
        "openai" => "/models",
        "anthropic" => "/v1/models?limit=1",
        "google" => "/models?pageSize=1",
        "openrouter" => "/key",
        "vercel-ai-gateway" => "/v1/credits",
        _ => null,
    };

    private static void AddKey(HttpRequestHeaders headers, ModelVendor vendor, SecretName name, string key)
    {
        switch (vendor.Id)
        {
            case "anthropic" when name == SecretCatalog.Anthropic.Name:
                headers.Add("x-api-key", key);
                headers.Add("anthropic-version", "2023-06-01");
                break;
            case "anthropic":
                headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                headers.Add("anthropic-version", "2023-06-01");
                headers.Add("anthropic-beta", "oauth-2025-04-20");
                break;
            case "google":
                headers.Add("x-goog-api-key", key);
                break;
            default:
                headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                break;
        }
    }

    private static async Task<bool> SaysAsync(HttpResponseMessage response, string word, CancellationToken cancellationToken)
    {
        var text = new byte[MostRead];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(text, MostRead, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(text, 0, length).Contains(word, StringComparison.Ordinal);
    }
}
