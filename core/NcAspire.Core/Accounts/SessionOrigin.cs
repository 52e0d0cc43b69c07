namespace NcAspire.Core.Accounts;

/// <summary>Where a login came from, as its owner is told.</summary>
/// <param name="Address">IP address, when known.</param>
/// <param name="Agent">What the browser said of itself: at most 256 visible ASCII characters; null for nothing.</param>
public sealed record SessionOrigin(string? Address, string? Agent)
{
    private const int MaxAgent = 256;

    /// <param name="address">IP address, when known.</param>
    /// <param name="agent">As the caller sent it: anything.</param>
    public static SessionOrigin Of(string? address, string? agent)
    {
        var shown = new string([.. (agent ?? "").Where(c => c is >= ' ' and <= '~').Take(MaxAgent)]).Trim();
        return new SessionOrigin(address, shown is "" ? null : shown);
    }
}
