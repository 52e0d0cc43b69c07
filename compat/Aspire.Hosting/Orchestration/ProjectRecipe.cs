using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Runs what the build has made of a project. With artifacts output every project of a repository builds into
/// <c>artifacts/bin/{Project}/{configuration}</c>, so the AppHost's own folder shows where the others are.
/// </summary>
internal sealed class ProjectRecipe(ProjectResource resource, string projectPath) : IProcessRecipe
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    public string Kind => "Project";

    public string ProjectPath { get; } = projectPath;

    public async Task<ProcessPlan> PrepareAsync(
        IConfiguration configuration, Action<string> log, CancellationToken cancellationToken)
    {
        var assembly = AssemblyPath(AppContext.BaseDirectory, ProjectPath);

        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException(
                $"{resource.Name} has not been built: {assembly} is missing. Run ./nc up, which builds first.");
        }

        var environment = await ChildEnvironment.ForAsync(resource, configuration, cancellationToken);
        var folder = Path.GetDirectoryName(ProjectPath) ?? AppContext.BaseDirectory;
        return new ProcessPlan(DotNet(), ["exec", assembly], folder, environment, _grace);
    }

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>…/artifacts/bin/App.AppHost/debug/ and …/web/App.Web.csproj give …/artifacts/bin/App.Web/debug/App.Web.dll.</summary>
    internal static string AssemblyPath(string appHostOutput, string projectPath)
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(appHostOutput));
        var bin = output.Parent?.Parent?.FullName
            ?? throw new DistributedApplicationException($"{appHostOutput} is not an artifacts folder.");
        var project = Path.GetFileNameWithoutExtension(projectPath);

        return Path.Combine(bin, project, output.Name, $"{project}.dll");
    }

    private static string DotNet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
}
