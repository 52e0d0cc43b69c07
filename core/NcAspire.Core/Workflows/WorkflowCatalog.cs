namespace NcAspire.Core.Workflows;

/// <summary>All workflows by the kind of operation they carry out.</summary>
public sealed class WorkflowCatalog
{
    private readonly Dictionary<OperationKind, IWorkflow> _workflows;

    public WorkflowCatalog(IEnumerable<IWorkflow> workflows) =>
        _workflows = workflows.SelectMany(w => w.Kinds.Select(kind => (kind, w))).ToDictionary(x => x.kind, x => x.w);

    public IWorkflow For(OperationKind kind) => _workflows[kind];
}
