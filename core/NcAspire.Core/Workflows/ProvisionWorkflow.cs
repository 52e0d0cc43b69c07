using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>Brings an instance up: from nothing (create), or from its volume (start). Both are one path, so a start also mends a lost machine.</summary>
public sealed class ProvisionWorkflow(MachineSteps steps) : IWorkflow
{
    public IReadOnlyList<OperationKind> Kinds { get; } = [OperationKind.Create, OperationKind.Start];

    public IReadOnlyList<Step> Steps { get; } = [steps.Volume, steps.Machine, steps.Configure, steps.Start, steps.Ready];

    public InstanceStatus? StatusWhenDone => InstanceStatus.Running;

    public InstanceStatus? StatusWhenFailed => InstanceStatus.Error;
}
