namespace NcAspire.Contracts;

/// <summary>Why a model does not answer.</summary>
public static class LlmFaultKinds
{
    public const string NoKey = "no-key";
    public const string KeyUnreadable = "key-unreadable";
    public const string KeyRefused = "key-refused";
    public const string NoCredit = "no-credit";
    public const string RateLimited = "rate-limited";
    public const string ModelUnknown = "model-unknown";
    public const string VendorDown = "vendor-down";
    public const string Silent = "silent";
    public const string LimitReached = "limit-reached";
    public const string OpenLimitReached = "open-limit-reached";
}
