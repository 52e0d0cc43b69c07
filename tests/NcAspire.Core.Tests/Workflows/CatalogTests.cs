using NcAspire.Core.Workflows;

namespace NcAspire.Core.Tests.Workflows;

public sealed class CatalogTests
{
    [Theory]
    [MemberData(nameof(AllWorkflows.Kinds), MemberType = typeof(AllWorkflows))]
    public void Every_kind_has_one_workflow_whose_steps_have_names_of_their_own(OperationKind kind)
    {
        var workflow = AllWorkflows.Catalog.For(kind);

        Assert.Contains(kind, workflow.Kinds);
        Assert.NotEmpty(workflow.Steps);
        Assert.Equal(workflow.Steps.Count, workflow.Steps.Select(s => s.Name).Distinct().Count());
        Assert.DoesNotContain(workflow.Steps, s => s.Name is "undo");
        Assert.Single(AllWorkflows.Types, t => t == workflow.GetType());
    }
}
