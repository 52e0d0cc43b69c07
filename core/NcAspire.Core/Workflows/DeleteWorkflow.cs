using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>Removes all that an instance has at its provider; the row goes last, when nothing is left that it must account for.</summary>
public sealed class DeleteWorkflow(MachineSteps steps) : IWorkflow
{
    public IReadOnlyList<OperationKind> Kinds { get; } = [OperationKind.Delete];

    public IReadOnlyList<Step> Steps { get; } = [steps.Stop, MachineSteps.RemoveMachine, MachineSteps.RemoveVolume];

    public InstanceStatus? StatusWhenDone => null;

    public InstanceStatus? StatusWhenFailed => InstanceStatus.Error;
}
