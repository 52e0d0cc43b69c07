using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Knows how a resource runs as a process. A resource with a recipe is started by the orchestration.</summary>
internal interface IProcessRecipe : IResourceAnnotation
{
    /// <summary>What the dashboard calls this sort of resource.</summary>
    string Kind { get; }

    /// <summary>Makes ready what the process needs and says how to start it; asked before every start.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be started; the message says what to do.</exception>
    Task<ProcessPlan> PrepareAsync(IConfiguration configuration, Action<string> log, CancellationToken cancellationToken);

    /// <summary>Why the running process is of no use yet; null when it is. HTTP health checks come on top.</summary>
    Task<string?> ProblemAsync(CancellationToken cancellationToken);
}
