namespace NcAspire.Core.Gateways;

/// <summary>Outcome of asking for a QR code.</summary>
public abstract record QrStart
{
    private QrStart()
    {
    }

    public sealed record Shown(string QrDataUrl) : QrStart;

    /// <summary>A phone is linked already; no code is needed.</summary>
    public sealed record AlreadyLinked : QrStart;

    /// <param name="Reason">The gateway's own words, for the log and the detail line.</param>
    public sealed record Failed(string Reason) : QrStart;
}
