using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Keeps one resource running: waits for what it depends on, starts it, waits until it is healthy, starts it again
/// when it ends, and stops it. A job, which others wait to see completed, runs until it has ended as they expect.
/// </summary>
internal sealed class ResourceRunner(IResource resource, IProcessRecipe recipe, int? jobExitCode, RunnerContext context)
    : IDisposable
{
    private const int MaxStartAttempts = 3;

    private static readonly TimeSpan _startTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan _firstStartPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestStartPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _healthPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _firstBackOff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _longestBackOff = TimeSpan.FromSeconds(30);

    // Healthy for this long, a crash counts as the first one again.
    private static readonly TimeSpan _stable = TimeSpan.FromSeconds(60);

    private readonly HealthProbe _health = new(resource, recipe, context.Time);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    public IResource Resource => resource;

    /// <summary>Completes when the resource is healthy for the first time, or the job is done; stays open after a failure.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The whole life: ends with the stop or the end of the job, fails with <see cref="ResourceFailedException"/>.</summary>
    public Task Run { get; private set; } = Task.CompletedTask;

    public void Start(IReadOnlyList<Task> dependencies)
    {
        context.Board.Add(new ResourceStatus(
            resource.Name, recipe.Kind, [.. resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => endpoint.Url)]));
        Run = RunAsync(dependencies, _stopping.Token);
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();

        // A failure has been reported already; here it only matters that it is over.
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(IReadOnlyList<Task> dependencies, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(dependencies).WaitAsync(stopping);
            await KeepRunningAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Update(status => status with { State = ResourceState.Stopped, IsHealthy = null, ProcessId = null });
        }
        catch (DistributedApplicationException)
        {
            Update(status => status with { State = ResourceState.Failed, IsHealthy = null, ProcessId = null });
            throw;
        }
    }

    private async Task KeepRunningAsync(CancellationToken stopping)
    {
        for (var failures = 1; ; failures++)
        {
            var outcome = await RunOnceAsync(stopping);

            if (outcome.IsDone)
            {
                Update(status => status with { State = ResourceState.Finished, IsHealthy = null, ProcessId = null });
                _ready.TrySetResult();
                return;
            }

            if (!Ready.IsCompleted && (failures == MaxStartAttempts || !outcome.IsWorthRepeating))
            {
                throw new ResourceFailedException(
                    resource.Name,
                    $"{resource.Name} cannot be started: it {outcome.Description}, at attempt {failures}. Its last lines stand above.");
            }

            if (outcome.Healthy >= _stable)
            {
                failures = 1;
            }

            var pause = BackOff(failures);
            Announce($"{outcome.Description}; starting it again in {Terminal.Seconds(pause)}");
            Update(status => status with
            {
                State = ResourceState.Restarting,
                IsHealthy = null,
                ProcessId = null,
                Restarts = status.Restarts + 1,
            });
            await Task.Delay(pause, context.Time, stopping);
        }
    }

    private async Task<RunOutcome> RunOnceAsync(CancellationToken stopping)
    {
        var plan = await recipe.PrepareAsync(
            context.Configuration, line => context.Logs.Append(resource.Name, line), stopping);
        var started = context.Time.GetTimestamp();
        await using var process = WatchedProcess.Start(
            plan, context.Owner, context.Time, (line, isError) => context.Logs.Append(resource.Name, line, isError));
        Update(status => status with
        {
            State = ResourceState.Starting,
            ProcessId = process.ProcessId,
            StartedAt = context.Time.GetUtcNow(),
            ExitCode = null,
        });

        try
        {
            if (jobExitCode is { } expected)
            {
                return await RunJobAsync(process, expected, started, stopping);
            }

            if (await BecomeHealthyAsync(process, started, stopping) is { } failure)
            {
                return failure;
            }

            AnnounceReady(started);
            var healthySince = context.Time.GetTimestamp();
            await WatchHealthAsync(process, stopping);
            return RunOutcome.Ended(await process.Exit, context.Time.GetElapsedTime(healthySince));
        }
        finally
        {
            if (stopping.IsCancellationRequested)
            {
                Update(status => status with { State = ResourceState.Stopping });
            }

            var exitCode = await process.StopAsync();
            Update(status => status with { ExitCode = exitCode });
        }
    }

    private async Task<RunOutcome> RunJobAsync(
        WatchedProcess process, int expected, long started, CancellationToken stopping)
    {
        Update(status => status with { State = ResourceState.Running, ProcessId = process.ProcessId });
        var exitCode = await process.Exit.WaitAsync(stopping);

        if (exitCode != expected)
        {
            return RunOutcome.Ended(exitCode, TimeSpan.Zero);
        }

        Announce($"finished in {Terminal.Seconds(context.Time.GetElapsedTime(started))}");
        return RunOutcome.Done;
    }

    /// <summary>Null when it is healthy.</summary>
    private async Task<RunOutcome?> BecomeHealthyAsync(WatchedProcess process, long started, CancellationToken stopping)
    {
        // Quick at first, then slower: a service that takes long must not be busy with answering this.
        for (var pause = _firstStartPoll; ; pause = Shorter(pause * 1.2, _longestStartPoll))
        {
            stopping.ThrowIfCancellationRequested();

            if (process.Exit.IsCompleted)
            {
                return RunOutcome.Ended(await process.Exit, TimeSpan.Zero);
            }

            if (await _health.ProblemAsync(stopping) is not { } problem)
            {
                return null;
            }

            if (context.Time.GetElapsedTime(started) > _startTimeout)
            {
                return RunOutcome.NeverHealthy($"was not healthy after {Terminal.Seconds(_startTimeout)}: {problem}");
            }

            await Task.WhenAny(process.Exit, Task.Delay(pause, context.Time, stopping));
        }
    }

    private async Task WatchHealthAsync(WatchedProcess process, CancellationToken stopping)
    {
        string? known = null;
        Update(status => status with
        {
            State = ResourceState.Running,
            IsHealthy = true,
            ProcessId = process.ProcessId,
        });

        while (await Task.WhenAny(process.Exit, Task.Delay(_healthPoll, context.Time, stopping)) != process.Exit)
        {
            stopping.ThrowIfCancellationRequested();
            var problem = await _health.ProblemAsync(stopping);

            if (problem != known && !process.Exit.IsCompleted)
            {
                context.Logs.Append(resource.Name, problem is null ? "healthy again" : $"unhealthy: {problem}", problem is not null);
                Update(status => status with { IsHealthy = problem is null });
                known = problem;
            }
        }
    }

    private void AnnounceReady(long started)
    {
        var again = Ready.IsCompleted ? "again " : "";
        Announce($"ready {again}in {Terminal.Seconds(context.Time.GetElapsedTime(started))}");
        _ready.TrySetResult();
    }

    private void Announce(string text)
    {
        context.Logs.Append(resource.Name, text);
        context.Terminal.Progress(resource.Name, text);
    }

    private void Update(Func<ResourceStatus, ResourceStatus> change) => context.Board.Update(resource.Name, change);

    private static TimeSpan BackOff(int failures) =>
        Shorter(_firstBackOff * Math.Pow(2, Math.Min(failures - 1, 10)), _longestBackOff);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
