namespace NcAspire.Core.Instances;

/// <summary>How often a gateway may end unasked within a while until it is no longer started again.</summary>
/// <param name="Ends">Allowed ends within the window; with the next one it is a crash loop.</param>
/// <param name="Window">Counted from the first end. A gateway that outlives it starts over with a full budget.</param>
public sealed record CrashBudget(int Ends, TimeSpan Window)
{
    /// <summary>The count after further ends.</summary>
    public EndCount Count(EndCount before, int ends, DateTimeOffset now) => before.Since is { } since && now - since <= Window
        ? before with { Ends = before.Ends + ends }
        : new EndCount(ends, now);

    public bool IsExceededBy(EndCount count) => count.Ends > Ends;
}
