namespace NcAspire.Core.Instances;

/// <summary>Everybody may write to the assistant on WhatsApp, up to a limit.</summary>
/// <param name="DailyRequests">How often its model may be asked on one UTC day, by whomever: 1 to <see cref="Most"/>.</param>
public sealed record OpenAccess(int DailyRequests)
{
    /// <summary>The largest <see cref="DailyRequests"/>. A message may take more than one request.</summary>
    public const int Most = 500;
}
