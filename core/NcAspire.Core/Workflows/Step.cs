namespace NcAspire.Core.Workflows;

/// <summary>
/// One step of a workflow. Both halves are idempotent: a step that was begun may run again from its start, after a crash at any point.
/// </summary>
/// <param name="Name">Stable: it is saved with the operation.</param>
/// <param name="Do">Returns what later steps and people need to know of it, or null.</param>
/// <param name="Undo">Takes back what the step did, wholly or half; null when there is nothing to take back.</param>
public sealed record Step(
    string Name,
    Func<StepContext, CancellationToken, Task<string?>> Do,
    Func<StepContext, CancellationToken, Task>? Undo = null);
