namespace NcAspire.Functions.Workers;

/// <summary>Section <c>Watch</c>: how the notices of backends are followed.</summary>
internal sealed class WatchOptions
{
    /// <summary>How long after a notice its machine is looked at: an end comes with several notices, which then count as one.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many machines of one backend are looked at at once.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>How many machines wait to be looked at; a notice beyond is left to the next health pass.</summary>
    public int Waiting { get; set; } = 1000;

    /// <summary>Wait until a backend that went away is asked again; doubles with each try.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(30);
}
