using NcAspire.Core.Instances;

namespace NcAspire.Core.Channels;

public abstract record ChannelOutcome
{
    private ChannelOutcome()
    {
    }

    /// <summary>The input was right; the rules of the instance decided the rest.</summary>
    public sealed record Decided(ChangeOutcome Outcome) : ChannelOutcome;

    /// <summary>No such chat is offered.</summary>
    public sealed record NotOffered : ChannelOutcome;

    /// <summary>Nothing was written.</summary>
    /// <param name="Field">Which part of the input.</param>
    /// <param name="Complaint">A sentence for its author. Never repeats a token.</param>
    public sealed record Invalid(string Field, string Complaint) : ChannelOutcome;
}
