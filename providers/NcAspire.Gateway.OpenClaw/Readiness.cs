namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// What /readyz says, with 200 or 503, to somebody it knows:
/// <code>{"ready":false,"failing":["startup-sidecars"],"uptimeMs":4711,…}</code>
/// </summary>
internal sealed record Readiness(bool Ready, IReadOnlyList<string>? Failing)
{
    /// <summary>
    /// A phone that is linked and can't be reached makes the whole gateway "not ready". For us it is: it answers, and a
    /// new QR code is the way out.
    /// </summary>
    public bool IsReady => Ready || Failing is ["whatsapp"];
}
