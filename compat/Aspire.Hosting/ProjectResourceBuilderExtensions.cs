using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>Verbs that add projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project by the path of its project file, relative to the AppHost's folder. It must have been built.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name: how other resources and the dashboard call it.</param>
    /// <param name="projectPath">The path of the project file.</param>
    /// <param name="launchProfileName">Always null: launch profiles are not read here.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName)
    {
        if (launchProfileName is not null)
        {
            throw new DistributedApplicationException(
                $"The project '{name}' names the launch profile '{launchProfileName}', but launch profiles are not read here.");
        }

        var path = Path.GetFullPath(projectPath.Replace('\\', '/'), builder.AppHostDirectory);
        var resource = new ProjectResource(name);
        resource.Annotations.Add(new ProjectRecipe(resource, path));
        return builder.AddResource(resource);
    }
}
