using NcAspire.Core.Hosts;

namespace NcAspire.Core.Instances;

public abstract record AddOutcome
{
    private AddOutcome()
    {
    }

    public sealed record Added(InstanceDetail Instance) : AddOutcome;

    public sealed record SlugTaken : AddOutcome;

    public sealed record CapReached(int Cap) : AddOutcome;

    public sealed record NoRoom(CapacityShortage Why) : AddOutcome;
}
