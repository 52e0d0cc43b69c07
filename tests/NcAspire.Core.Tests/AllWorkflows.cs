using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests;

/// <summary>Every workflow of the domain, found by reflection: a new one is in the tests from its first day.</summary>
public static class AllWorkflows
{
    public static IReadOnlyList<Type> Types { get; } =
        [.. typeof(IWorkflow).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IWorkflow)) && !t.IsInterface)];

    /// <summary>Tells kinds and step names only: its steps cannot run.</summary>
    public static WorkflowCatalog Catalog { get; } = Build();

    public static TheoryData<OperationKind> Kinds => [.. Enum.GetValues<OperationKind>()];

    private static WorkflowCatalog Build()
    {
        var gateway = new FakeGateway(new FakeCompute());
        var steps = new MachineSteps(null!, null!, null!, gateway, null!, null!, new MachineOptions());
        return new WorkflowCatalog(Types.Select(t => (IWorkflow)Activator.CreateInstance(t, steps)!));
    }
}
