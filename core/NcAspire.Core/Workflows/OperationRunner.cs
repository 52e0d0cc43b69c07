using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Telemetry;

namespace NcAspire.Core.Workflows;

/// <summary>
/// Carries out operations: takes one up under the lease of its instance, runs the steps that are not done yet, saves each before the
/// next one starts. What a crash left is taken up the same way, so there is one path for the first try and for every repair.
/// </summary>
public sealed partial class OperationRunner(
    IOperationStore operations,
    WorkflowCatalog workflows,
    ComputeProviders providers,
    RunnerOptions options,
    Measures measures,
    TimeProvider clock,
    ILogger<OperationRunner> logger)
{
    // Saved like a step once the operation is given up, with the failure as its output: a crash in mid-undo goes on undoing.
    private const string Undo = "undo";

    private const int LastLines = 20;

    private static readonly Func<ILogger, InstanceId, OperationId, IDisposable?> _scope =
        LoggerMessage.DefineScope<InstanceId, OperationId>("Instance {Instance}, operation {Operation}");

    /// <summary>Takes up one operation and works on it until it ends, is postponed or is lost to another worker.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        // Made anew for each claim, so that a late worker cannot pass for its successor.
        var worker = Guid.NewGuid();
        if (await operations.ClaimNextAsync(worker, options.Lease, cancellationToken) is not { } claim)
        {
            return false;
        }

        using var scope = _scope(logger, claim.Instance.Id, claim.Operation.Id);
        using var span = Traces.Begin(claim.Operation, claim.Instance.Provider);
        measures.OperationTakenUp(claim.Operation, clock.GetUtcNow());
        Log.TakenUp(logger, claim.Operation.Kind, claim.Instance.Slug, claim.Operation.Attempts);

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var heartbeat = KeepLeaseAsync(claim.Operation.Id, worker, lost);
        try
        {
            await RunAsync(claim, worker, lost.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            Log.HandedBack(logger, claim.Operation.Kind, claim.Instance.Slug);
            await operations.ReleaseAsync(claim.Operation.Id, worker, CancellationToken.None);
            throw;
        }
        catch (Exception exception) when (exception is LeaseLostException or OperationCanceledException)
        {
            Log.Lost(logger, claim.Operation.Kind, claim.Instance.Slug);

            // A deletion that cancelled this operation waits for the lease; a lease that is lost is not touched.
            await operations.ReleaseAsync(claim.Operation.Id, worker, CancellationToken.None);
        }
        finally
        {
            await lost.CancelAsync();
            await heartbeat;
        }

        return true;
    }

    private async Task RunAsync(Claim claim, Guid worker, CancellationToken cancellationToken)
    {
        var (operation, instance, _) = claim;
        var workflow = workflows.For(operation.Kind);
        try
        {
            var context = new StepContext(operation, instance, providers.For(instance.Provider));
            var failure = GivenUpFor(claim) ?? await RunStepsAsync(claim, worker, workflow, context, cancellationToken);
            if (failure is not null)
            {
                await UndoAsync(claim, worker, workflow, context, failure, cancellationToken);
                return;
            }

            var done = operation.Kind is OperationKind.Delete
                ? await operations.FinishDeletionAsync(operation.Id, worker, cancellationToken)
                : await operations.SucceedAsync(operation.Id, worker, workflow.StatusWhenDone, cancellationToken);
            Check(done);
            measures.OperationEnded(operation, instance.Provider, "succeeded", clock.GetUtcNow());
            Log.Done(logger, operation.Kind, instance.Slug);
        }
        catch (Exception exception) when (IsFault(exception, cancellationToken))
        {
            Log.Stumbled(logger, operation.Kind, instance.Slug, exception);
            await PostponeAsync(operation, worker, Describe(exception), cancellationToken);
        }
    }

    private async Task<Failure?> RunStepsAsync(
        Claim claim, Guid worker, IWorkflow workflow, StepContext context, CancellationToken cancellationToken)
    {
        var operation = claim.Operation;
        var finished = claim.Steps.Where(s => s.FinishedAt is not null).Select(s => s.Name).ToHashSet();
        foreach (var step in workflow.Steps.Where(s => !finished.Contains(s.Name)))
        {
            Check(await operations.BeginStepAsync(operation.Id, worker, step.Name, cancellationToken));
            try
            {
                var output = await TryAsync(step, context, cancellationToken);
                Check(await operations.FinishStepAsync(operation.Id, worker, step.Name, output, cancellationToken));
            }
            catch (StepFailedException exception)
            {
                return exception.Failure;
            }
            catch (ProviderException exception) when (!exception.IsTransient)
            {
                return Describe(exception);
            }
            catch (Exception exception) when (IsFault(exception, cancellationToken) && IsLastAttempt(operation))
            {
                // Nothing is wrong with the instance: when its backend is back, the operation goes on.
                if (await IsAwayAsync(context.Provider, cancellationToken))
                {
                    throw;
                }

                Log.Stumbled(logger, operation.Kind, claim.Instance.Slug, exception);
                return Describe(exception);
            }
        }

        return null;
    }

    private async Task<string?> TryAsync(Step step, StepContext context, CancellationToken cancellationToken)
    {
        using var span = Traces.Begin(step);
        var start = clock.GetTimestamp();
        var outcome = "postponed";
        try
        {
            var output = await step.Do(context, cancellationToken);
            outcome = "done";
            return output;
        }
        catch (Exception exception)
        {
            if (exception is StepFailedException or ProviderException { IsTransient: false })
            {
                outcome = "failed";
            }

            // The words of a provider are fit for people; what else there is to say is in the log.
            span?.SetStatus(ActivityStatusCode.Error, exception is ProviderException ? exception.Message : exception.GetType().Name);
            throw;
        }
        finally
        {
            measures.StepTried(context.Operation.Kind, step.Name, context.Instance.Provider, clock.GetElapsedTime(start), outcome);
        }
    }

    private async Task UndoAsync(
        Claim claim, Guid worker, IWorkflow workflow, StepContext context, Failure failure, CancellationToken cancellationToken)
    {
        var operation = claim.Operation;
        Log.GivenUp(logger, operation.Kind, claim.Instance.Slug, failure.Title);
        await KeepLogAsync(context, cancellationToken);
        Check(await operations.BeginStepAsync(operation.Id, worker, Undo, cancellationToken));
        Check(await operations.FinishStepAsync(operation.Id, worker, Undo, JsonSerializer.Serialize(failure), cancellationToken));

        // Every undo runs, also of steps that were never begun: each is idempotent, and a lost record must not leave an orphan.
        foreach (var step in workflow.Steps.Reverse().Where(s => s.Undo is not null))
        {
            if (step.Undo is { } undo)
            {
                await undo(context, cancellationToken);
            }
        }

        Check(await operations.FailAsync(operation.Id, worker, workflow.StatusWhenFailed, failure, cancellationToken));
        measures.OperationEnded(operation, claim.Instance.Provider, "failed", clock.GetUtcNow());
    }

    // What the gateway said last goes away with its machine, and is what an operator wants to know.
    private async Task KeepLogAsync(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var line in await context.Provider.LogsAsync(context.Instance.ContainerName, LastLines, cancellationToken))
            {
                Log.GatewaySaid(logger, context.Instance.Slug, line);
            }
        }
        catch (ProviderException exception)
        {
            Log.NoLog(logger, context.Instance.Slug, exception);
        }
    }

    private async Task PostponeAsync(Operation operation, Guid worker, Failure failure, CancellationToken cancellationToken)
    {
        var factor = Math.Pow(2, Math.Min(operation.Attempts - 1, 16));
        var delay = TimeSpan.FromSeconds(Math.Min(options.FirstDelay.TotalSeconds * factor, options.LongestDelay.TotalSeconds));
        Check(await operations.PostponeAsync(operation.Id, worker, delay, failure, cancellationToken));
    }

    private static async Task<bool> IsAwayAsync(IComputeProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            await provider.CapacityAsync(cancellationToken);
            return false;
        }
        catch (ProviderException)
        {
            return true;
        }
    }

    private bool IsLastAttempt(Operation operation) =>
        operation.Kind is not OperationKind.Delete && operation.Attempts >= options.MaxAttempts;

    private static Failure? GivenUpFor(Claim claim) =>
        claim.Steps.FirstOrDefault(s => s is { Name: Undo, Output: not null })?.Output is { } output
            ? JsonSerializer.Deserialize<Failure>(output)
            : null;

    // Another worker has the instance, or the operation was cancelled by a deletion: not one more step.
    private static void Check(bool stillMine)
    {
        if (!stillMine)
        {
            throw new LeaseLostException();
        }
    }

    private static bool IsFault(Exception exception, CancellationToken cancellationToken) =>
        exception is not LeaseLostException && !cancellationToken.IsCancellationRequested;

    // Only a provider's own sentence is fit for people.
    private static Failure Describe(Exception exception) => Failures.Provider(
        exception is ProviderException ? exception.Message : "Something unexpected happened on the server. If this stays, ask the operator.");

    private async Task KeepLeaseAsync(OperationId operation, Guid worker, CancellationTokenSource lost)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(lost.Token))
            {
                if (!await operations.RenewAsync(operation, worker, options.Lease, lost.Token))
                {
                    await lost.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work ended, or the lease is lost: nothing to keep.
        }
        catch
        {
            // Unknown whether the lease still holds: working on without it could put two workers on one instance.
            await lost.CancelAsync();
            throw;
        }
    }

    private sealed class LeaseLostException : Exception;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The {Kind} of {Slug} is taken up, attempt {Attempt}.")]
        public static partial void TakenUp(ILogger logger, OperationKind kind, Slug slug, int attempt);

        [LoggerMessage(LogLevel.Information, "The {Kind} of {Slug} is done.")]
        public static partial void Done(ILogger logger, OperationKind kind, Slug slug);

        [LoggerMessage(LogLevel.Warning, "The {Kind} of {Slug} stumbled over a fault and is tried again later.")]
        public static partial void Stumbled(ILogger logger, OperationKind kind, Slug slug, Exception exception);

        [LoggerMessage(LogLevel.Error, "The {Kind} of {Slug} failed and is undone: {Reason}.")]
        public static partial void GivenUp(ILogger logger, OperationKind kind, Slug slug, string reason);

        [LoggerMessage(LogLevel.Warning, "The gateway of {Slug} said: {Line}")]
        public static partial void GatewaySaid(ILogger logger, Slug slug, string line);

        [LoggerMessage(LogLevel.Warning, "The log of the gateway of {Slug} can't be read.")]
        public static partial void NoLog(ILogger logger, Slug slug, Exception exception);

        [LoggerMessage(LogLevel.Information, "The {Kind} of {Slug} is handed back because this process stops.")]
        public static partial void HandedBack(ILogger logger, OperationKind kind, Slug slug);

        [LoggerMessage(LogLevel.Information, "The {Kind} of {Slug} was cancelled, or another worker took it over.")]
        public static partial void Lost(ILogger logger, OperationKind kind, Slug slug);
    }
}
