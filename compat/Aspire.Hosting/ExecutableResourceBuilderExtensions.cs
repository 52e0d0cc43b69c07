using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>Verbs that add programs.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>Adds a program of the machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name: how other resources and the dashboard call it.</param>
    /// <param name="command">The program, by path or by name on PATH.</param>
    /// <param name="workingDirectory">The folder it runs in, relative to the AppHost's folder.</param>
    /// <param name="args">Its arguments.</param>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args)
    {
        var folder = Path.GetFullPath(workingDirectory.Replace('\\', '/'), builder.AppHostDirectory);
        var resource = new ExecutableResource(name, command, folder);
        resource.Annotations.Add(new ExecutableRecipe(resource, args ?? []));
        return builder.AddResource(resource);
    }
}
