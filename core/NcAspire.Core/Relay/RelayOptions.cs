using System.ComponentModel.DataAnnotations;

namespace NcAspire.Core.Relay;

/// <summary>Section <c>Relay</c>: what each instance may use, and how long anything may take.</summary>
public sealed class RelayOptions
{
    public const string Section = "Relay";

    /// <summary>Requests of an instance on one UTC day. Beyond that its owner reads so in the chat.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Relay:DailyRequests takes 1 or more.")]
    public long DailyRequests { get; set; } = 5_000;

    /// <summary>Tokens of an instance on one UTC day, input and output. One request that is under way may go over it.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Relay:DailyTokens takes 1 or more.")]
    public long DailyTokens { get; set; } = 50_000_000;

    /// <summary>Requests of an instance at once; one more gets 429.</summary>
    [Range(1, 10_000, ErrorMessage = "Relay:Concurrency takes 1 to 10000.")]
    public int Concurrency { get; set; } = 16;

    /// <summary>Connections of one address at once; one more is closed. Where tenants come through a proxy, they share its address.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Relay:ConnectionsPerAddress takes 1 or more.")]
    public int ConnectionsPerAddress { get; set; } = 64;

    /// <summary>How long a connection may stand without a request, before the first one and between two.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Relay:KeepAliveTimeout takes 1 second to 5 minutes.")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest request, bytes.</summary>
    [Range(1 << 10, 1 << 30, ErrorMessage = "Relay:MaxRequestBytes takes 1 KiB to 1 GiB.")]
    public long MaxRequestBytes { get; set; } = 20 << 20;

    /// <summary>Until the connection to the vendor is made.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ErrorMessage = "Relay:ConnectTimeout takes 0.1 seconds to 5 minutes.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From the last byte of the request to the first one of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Relay:FirstByteTimeout takes 0.1 seconds to 1 hour.")]
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Between two pieces of an answer, and for handing one on.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Relay:IdleTimeout takes 0.1 seconds to 1 hour.")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>For the whole of one request.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "06:00:00", ErrorMessage = "Relay:TotalTimeout takes 0.1 seconds to 6 hours.")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>How long a gateway is left to try again what the vendor has to mend; after that the person reads of it in the chat.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Relay:RetryFor takes at most 1 hour.")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a token or key that was looked up is used without looking again, where no signal comes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Relay:CacheAge takes at most 1 minute.")]
    public TimeSpan CacheAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Unknown tokens that one address may try in a minute.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Relay:RefusalsPerMinute takes 1 or more.")]
    public int RefusalsPerMinute { get; set; } = 30;
}
