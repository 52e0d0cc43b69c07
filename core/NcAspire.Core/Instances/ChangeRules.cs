using NcAspire.Core.Workflows;

namespace NcAspire.Core.Instances;

/// <summary>Decides about a wanted change from the instance and its open operations, oldest first, both read under the instance's lock.</summary>
public static class ChangeRules
{
    /// <summary>The open operation that already does what is asked; null when another one has to be queued.</summary>
    public static Operation? Repeated(IReadOnlyList<Operation> open, InstanceChange change)
    {
        // A configure that was taken up may have read the settings before this change of them.
        if (change.Kind == OperationKind.Configure)
        {
            return open.LastOrDefault(o =>
                o is { Kind: OperationKind.Configure, State: OperationState.Pending, Attempts: 0 });
        }

        // Start, then stop, then start again is no repetition: the stop would have the last word.
        var last = open.LastOrDefault(o => o.Kind != OperationKind.Configure);
        return last?.Kind == change.Kind ? last : null;
    }

    /// <summary>
    /// Whether the memory of the instance counts as taken: it runs or is being brought up. One in error takes some only while somebody works
    /// on it; a stopped one that shall run is on its way.
    /// </summary>
    public static bool TakesMemory(Instance instance, IReadOnlyList<Operation> open) =>
        instance.Desired is DesiredState.Running && (instance.Status is not InstanceStatus.Error || open.Count > 0);

    /// <summary>
    /// Which settings would not go together after the change; null when all do. Whoever may write uses up the owner's money, so open access
    /// needs the relay, which holds the limit, and a number that is the assistant's alone.
    /// </summary>
    public static ChangeOutcome.Conflict? Conflict(Instance instance, InstanceChange change)
    {
        var open = change.Access is { } access ? access.Open : instance.Open;
        if (open is null)
        {
            return null;
        }

        if (change.Direct ?? instance.Direct)
        {
            return new ChangeOutcome.Conflict(
                "Everybody may write only while the key stays with the relay, which holds the daily limit. Change one of the two first.");
        }

        var (phone, number) = change.Owner is { } owner ? (owner.Phone, owner.Number) : (instance.Owner, instance.Number);
        return phone is null ? new ChangeOutcome.Conflict("Save your own number first: it is answered whoever else may write.")
            : number is NumberKind.Own ? new ChangeOutcome.Conflict(
                "Everybody may write only to a number of the assistant's own. With yours linked, it would answer whoever writes to you.")
            : null;
    }

    /// <summary>Why the change is refused; null when it is not.</summary>
    public static ChangeOutcome? Refusal(Instance instance, IReadOnlyList<Operation> open, InstanceChange change)
    {
        if (change.Kind == OperationKind.Delete)
        {
            return null;
        }

        if (open.Any(o => o.Kind == OperationKind.Delete))
        {
            return new ChangeOutcome.Busy(OperationKind.Delete);
        }

        // A deletion that failed half-way can only be asked for again.
        if (instance.Desired == DesiredState.Deleted || !change.From.Contains(instance.Status))
        {
            return new ChangeOutcome.WrongStatus(instance.Status);
        }

        return change.WhenIdle && open.FirstOrDefault(o => o.Kind != change.Kind) is { } other
            ? new ChangeOutcome.Busy(other.Kind)
            : null;
    }
}
