using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>Ends the gateway; machine and volume stay.</summary>
public sealed class StopWorkflow(MachineSteps steps) : IWorkflow
{
    public IReadOnlyList<OperationKind> Kinds { get; } = [OperationKind.Stop];

    public IReadOnlyList<Step> Steps { get; } = [steps.Stop];

    public InstanceStatus? StatusWhenDone => InstanceStatus.Stopped;

    public InstanceStatus? StatusWhenFailed => InstanceStatus.Error;
}
