using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>Makes the machine of an instance anew, by its profile and on the same volume: what has drifted is gone, what is stored stays.</summary>
public sealed class RepairWorkflow(MachineSteps steps) : IWorkflow
{
    public IReadOnlyList<OperationKind> Kinds { get; } = [OperationKind.Repair];

    public IReadOnlyList<Step> Steps { get; } =
        [steps.Stop, MachineSteps.RemoveMachine, steps.Volume, steps.Machine, steps.Configure, steps.Start, steps.Ready];

    public InstanceStatus? StatusWhenDone => InstanceStatus.Running;

    public InstanceStatus? StatusWhenFailed => InstanceStatus.Error;
}
