namespace NcAspire.Core.WhatsApp;

/// <summary>How linking a phone goes.</summary>
public sealed class LinkOptions
{
    /// <summary>How long one attempt lasts. The gateway ends its own side after 180 seconds.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromSeconds(180);

    /// <summary>How long a worker holds an attempt without a sign of life.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the gateway may take to get the first code from WhatsApp.</summary>
    public TimeSpan FirstCode { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one wait for the scan lasts; the lease is renewed between waits.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the gateway may take from the scan until it is connected (it restarts its connection once).</summary>
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(60);

    public TimeSpan ConnectPoll { get; set; } = TimeSpan.FromMilliseconds(500);
}
