using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NcAspire.AppHost;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Starts the resources, each as soon as what it waits for is there; says when all are ready; stops them in the
/// reverse order. If one cannot be started, everything stops and the exit code is 1.
/// </summary>
internal sealed class Orchestrator(
    IReadOnlyList<IResource> resources,
    IConfiguration configuration,
    LogStore logs,
    ResourceBoard board,
    DashboardServer dashboard,
    Terminal terminal,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyList<ResourceRunner> _runners = [];
    private Task _run = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _run = RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _run;

        foreach (var runner in _runners.Reverse())
        {
            await runner.StopAsync();
        }

        await dashboard.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();

        foreach (var runner in _runners)
        {
            runner.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            // Before anything else: taken ports are the usual reason why nothing works.
            await PortAllocation.AllocateAsync(resources, time, stopping);
            terminal.Dashboard(await dashboard.StartAsync(stopping));

            _runners = Runners();
            StartRunners();
            await ObserveAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stop was asked for.
        }
        catch (ResourceFailedException failure)
        {
            terminal.FailWithLog(failure.Resource, failure.Message);
            Abort();
        }
        catch (DistributedApplicationException failure)
        {
            terminal.Fail(failure.Message);
            Abort();
        }
        catch (Exception bug)
        {
            // The edge of the process: without this it would stay up and do nothing.
            terminal.Fail($"The application host itself failed: {bug}");
            Abort();
        }
    }

    /// <summary>Ends when a resource fails for good, or with the stop.</summary>
    private async Task ObserveAsync(CancellationToken stopping)
    {
        var tasks = _runners.Select(runner => runner.Run).ToList();
        tasks.Add(AnnounceReadyAsync());
        tasks.Add(Task.Delay(Timeout.InfiniteTimeSpan, time, stopping));

        while (true)
        {
            var ended = await Task.WhenAny(tasks);
            await ended;
            tasks.Remove(ended);
        }
    }

    private async Task AnnounceReadyAsync()
    {
        await Task.WhenAll(_runners.Select(runner => runner.Ready));
        var external = resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>())
            .Where(endpoint => endpoint.IsExternal)
            .Select(endpoint => endpoint.Url);
        terminal.Ready(external);
    }

    private void Abort()
    {
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    /// <summary>One runner per resource that has a recipe; a dependency stands before what waits for it.</summary>
    private List<ResourceRunner> Runners()
    {
        var owner = WatchOwner.Current();
        var context = new RunnerContext(configuration, logs, board, terminal, time, owner);

        return [.. StartOrder.Of(resources)
            .Select(resource => (Resource: resource, Recipe: resource.Annotations.OfType<IProcessRecipe>().FirstOrDefault()))
            .Where(entry => entry.Recipe is not null)
            .Select(entry => new ResourceRunner(entry.Resource, entry.Recipe!, JobExitCode(entry.Resource), context))];
    }

    private void StartRunners()
    {
        foreach (var runner in _runners)
        {
            var dependencies = StartOrder.Dependencies(runner.Resource).ToList();
            runner.Start([.. _runners.Where(other => dependencies.Contains(other.Resource)).Select(other => other.Ready)]);
        }
    }

    private int? JobExitCode(IResource resource) => resources
        .SelectMany(other => other.Annotations.OfType<WaitAnnotation>())
        .FirstOrDefault(wait => wait.Dependency == resource && wait.CompletionExitCode is not null)?.CompletionExitCode;
}
