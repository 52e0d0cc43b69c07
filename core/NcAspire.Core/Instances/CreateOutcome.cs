using NcAspire.Core.Hosts;

namespace NcAspire.Core.Instances;

public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    public sealed record Accepted(InstanceDetail Instance) : CreateOutcome;

    /// <param name="Complaint">One sentence that says what to change.</param>
    public sealed record InvalidSlug(string Complaint) : CreateOutcome;

    public sealed record SlugTaken : CreateOutcome;

    public sealed record CapReached(int Cap) : CreateOutcome;

    public sealed record UnknownRegion : CreateOutcome;

    public sealed record NoCapacity(CapacityShortage Why) : CreateOutcome;
}
