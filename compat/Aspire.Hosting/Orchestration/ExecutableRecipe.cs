using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs a program of the machine.</summary>
internal sealed class ExecutableRecipe(ExecutableResource resource, IReadOnlyList<string> arguments) : IProcessRecipe
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(15);

    public string Kind => "Executable";

    public async Task<ProcessPlan> PrepareAsync(
        IConfiguration configuration, Action<string> log, CancellationToken cancellationToken)
    {
        var environment = await ChildEnvironment.ForAsync(resource, configuration, cancellationToken);
        return new ProcessPlan(resource.Command, arguments, resource.WorkingDirectory, environment, _grace);
    }

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
