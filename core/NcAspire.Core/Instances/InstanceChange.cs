using NcAspire.Core.Channels;
using NcAspire.Core.Hosts;
using NcAspire.Core.Models;
using NcAspire.Core.Secrets;
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
    /// <summary>A new model; null leaves what is chosen.</summary>
    public ModelChoice? Model { get; init; }

    /// <summary>What to change of one chat; null leaves them all.</summary>
    public ChannelChange? Channel { get; init; }

    /// <summary>Whether the gateway is to have its model's key itself; null leaves it.</summary>
    public bool? Direct { get; init; }

    /// <summary>Who may write on WhatsApp; null leaves it.</summary>
    public AccessChange? Access { get; init; }

    /// <summary>Secrets to write or remove, each name once; what is not named stays.</summary>
    public IReadOnlyList<SecretChange> Secrets { get; init; } = [];

    /// <summary>Something is to be written even where the operation is queued already.</summary>
    public bool HasSettings =>
        Owner is not null || Model is not null || Direct is not null || Channel is not null || Access is not null || Secrets.Count > 0;

    /// <summary>The rule that the memory of an instance must pass which takes none now and shall run; null where memory is not reserved.</summary>
    public Admission? Admission { get; init; }
}
