using System.Runtime.CompilerServices;
using NcAspire.Contracts;
using NcAspire.Core.Instances;
using NcAspire.Core.Signals;
using NcAspire.Core.Workflows;
using NcAspire.Functions.Views;

namespace NcAspire.Functions.Events;

/// <summary>Follows one instance: reads its state after each signal and tells what is new. Only the state counts, so a merged signal loses nothing.</summary>
public sealed class InstanceWatcher(
    IInstanceStore instances, IOperationStore operations, WorkflowCatalog workflows, ISignals signals)
{
    internal async IAsyncEnumerable<ServerEvent> WatchAsync(
        Instance instance, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changed = signals.OfInstance(instance.Id);
        InstanceSnapshot? told = null;
        while (told is not { Instance: null })
        {
            var detail = await instances.FindAsync(instance.Id, cancellationToken);
            var open = detail?.Operation?.Id;
            if (told?.Operation?.Id is { } followed
                && followed != open?.Value
                && await OperationAsync(instance, new OperationId(followed), cancellationToken) is { } ended)
            {
                yield return new ServerEvent(EventNames.Step, ended);
            }

            var now = new InstanceSnapshot(
                detail?.ToResponse(),
                open is { } id ? await OperationAsync(instance, id, cancellationToken) : null,
                detail?.Link?.ToEvent());
            foreach (var news in InstanceEvents.Between(told, now))
            {
                yield return news;
            }

            told = now;
            if (told.Instance is not null)
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    private async Task<OperationResponse?> OperationAsync(Instance instance, OperationId id, CancellationToken cancellationToken) =>
        await operations.FindAsync(instance.User, id, cancellationToken) is var (operation, steps)
            ? operation.ToResponse(steps, workflows)
            : null;
}
