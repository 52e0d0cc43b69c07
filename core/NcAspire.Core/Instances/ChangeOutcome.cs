using NcAspire.Core.Hosts;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <param name="Operation">The queued operation, or the open one of the same kind.</param>
    public sealed record Accepted(InstanceDetail Instance, OperationId Operation) : ChangeOutcome;

    public sealed record NotFound : ChangeOutcome;

    /// <summary>The status does not allow it.</summary>
    public sealed record WrongStatus(InstanceStatus Status) : ChangeOutcome;

    /// <summary>Another operation is going on.</summary>
    public sealed record Busy(OperationKind Kind) : ChangeOutcome;

    /// <summary>It does not go together with another setting.</summary>
    /// <param name="Complaint">A sentence for the owner, with what to do first.</param>
    public sealed record Conflict(string Complaint) : ChangeOutcome;

    /// <summary>Its memory does not fit at the moment.</summary>
    public sealed record NoRoom(CapacityShortage Why) : ChangeOutcome;
}
