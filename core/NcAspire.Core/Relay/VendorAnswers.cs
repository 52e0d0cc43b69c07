using System.Text;

namespace NcAspire.Core.Relay;

/// <summary>Reads out of a vendor's refusal what is wrong. The vendors agree on little: status and words both count.</summary>
public static class VendorAnswers
{
    // OpenAI, 429: {"error":{"type":"insufficient_quota","code":"insufficient_quota",…}}
    // Anthropic, 400: {"error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. …"}}
    // Z.AI, 429: {"error":{"code":"1113","message":"Insufficient balance or no resource package. …"}}; Qwen, 400: {"error":{"code":"Arrearage",…}}
    private static readonly string[] _noCredit =
        ["insufficient_quota", "credit balance", "insufficient credit", "insufficient balance", "insufficient_balance", "billing_error", "billing_hard_limit", "arrearage"];

    // Google, 400: {"error":{"status":"INVALID_ARGUMENT","message":"API key not valid. …","details":[{"reason":"API_KEY_INVALID"}]}}
    private static readonly string[] _keyRefused = ["api_key_invalid", "api key not valid", "api key expired", "invalid_api_key", "invalid api key"];

    // OpenRouter, 400: {"error":{"message":"x/y is not a valid model ID","code":400}}
    private static readonly string[] _modelUnknown = ["model_not_found", "not a valid model", "model not found", "model_not_exist", "does not exist or you do not have access"];

    // OpenRouter, 403: the input was flagged by its moderation. That is about this message alone.
    private static readonly string[] _aboutTheMessage = ["moderation", "flagged"];

    /// <summary>Null when nothing is wrong, or only with this one request.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer or its beginning.</param>
    public static ModelFaultKind? Classify(int status, ReadOnlySpan<byte> body)
    {
        if (status < 400)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(body);
        return status switch
        {
            402 => ModelFaultKind.NoCredit,
            >= 500 or 408 => ModelFaultKind.VendorDown,
            _ when Says(text, _noCredit) => ModelFaultKind.NoCredit,
            401 => ModelFaultKind.KeyRefused,
            403 when Says(text, _aboutTheMessage) => null,
            403 => ModelFaultKind.KeyRefused,
            429 => ModelFaultKind.RateLimited,
            404 => ModelFaultKind.ModelUnknown,
            400 when Says(text, _keyRefused) => ModelFaultKind.KeyRefused,
            400 or 422 when Says(text, _modelUnknown) => ModelFaultKind.ModelUnknown,
            _ => null,
        };
    }

    private static bool Says(string text, string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
