using NcAspire.Core.Instances;

namespace NcAspire.Core.Workflows;

/// <summary>Makes a running gateway take over what the owner changed.</summary>
public sealed class ConfigureWorkflow(MachineSteps steps) : IWorkflow
{
    public IReadOnlyList<OperationKind> Kinds { get; } = [OperationKind.Configure];

    public IReadOnlyList<Step> Steps { get; } = [steps.Apply];

    public InstanceStatus? StatusWhenDone => null;

    public InstanceStatus? StatusWhenFailed => null;
}
