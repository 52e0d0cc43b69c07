namespace NcAspire.Core.Gateways;

/// <summary>Outcome of one wait for the scan.</summary>
public abstract record QrWait
{
    private QrWait()
    {
    }

    public sealed record Linked : QrWait;

    /// <summary>Another code replaced the one being shown.</summary>
    public sealed record Rotated(string QrDataUrl) : QrWait;

    public sealed record StillWaiting : QrWait;

    /// <summary>The attempt ended without a scan; a new one is needed.</summary>
    public sealed record Expired : QrWait;

    /// <param name="Reason">The gateway's own words.</param>
    public sealed record Failed(string Reason) : QrWait;
}
