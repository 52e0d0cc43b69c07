using NcAspire.Core.Hosts;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>A wanted change of an instance.</summary>
/// <param name="Operation">Key of the operation to queue.</param>
/// <param name="Desired">The wanted state to write; null leaves it.</param>
/// <param name="From">The statuses it is allowed in.</param>
/// <param name="WhenIdle">Refuse while an operation of another kind is open.</param>
/// <param name="Owner">A new owner with the kind of number; null leaves them.</param>
public sealed record InstanceChange(
    OperationId Operation,
    OperationKind Kind,
    DesiredState? Desired,
    IReadOnlyList<InstanceStatus> From,
    bool WhenIdle,
    (PhoneNumber Phone, NumberKind Number)? Owner = null)
{
    /// <summary>The rule that the memory of an instance must pass which takes none now and shall run; null where memory is not reserved.</summary>
    public Admission? Admission { get; init; }
}
