using NcAspire.Contracts;
using NcAspire.Core.Workflows;

namespace NcAspire.Functions.Views;

/// <summary>Operations with every step of their workflow, done or not.</summary>
internal static class OperationViews
{
    public static OperationResponse ToResponse(
        this Operation operation, IReadOnlyList<StepRecord> records, WorkflowCatalog workflows)
    {
        var names = workflows.For(operation.Kind).Steps.Select(s => s.Name).Union(records.Select(r => r.Name));
        var steps = names.Select(name =>
        {
            var record = records.FirstOrDefault(r => r.Name == name);
            return new OperationStepResponse(name, Names.StepTitle(name), record?.StartedAt, record?.FinishedAt);
        });
        return new OperationResponse(
            operation.Id.Value,
            operation.Instance.Value,
            operation.Slug,
            Names.Of(operation.Kind),
            Names.Of(operation.State),
            operation.CreatedAt,
            operation.FinishedAt,
            operation.Failure?.ToResponse(),
            [.. steps]);
    }
}
