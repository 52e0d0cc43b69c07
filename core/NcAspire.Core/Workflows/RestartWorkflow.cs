using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>Stops a gateway and brings it up again with the configuration rendered anew.</summary>
public sealed class RestartWorkflow(MachineSteps steps) : IWorkflow
{
    public IReadOnlyList<OperationKind> Kinds { get; } = [OperationKind.Restart];

    public IReadOnlyList<Step> Steps { get; } = [steps.Stop, steps.Volume, steps.Machine, steps.Configure, steps.Start, steps.Ready];

    public InstanceStatus? StatusWhenDone => InstanceStatus.Running;

    public InstanceStatus? StatusWhenFailed => InstanceStatus.Error;
}
