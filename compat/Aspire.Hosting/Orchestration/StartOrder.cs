using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Sorts resources so that each stands after everything it waits for.</summary>
internal static class StartOrder
{
    public static IReadOnlyList<IResource> Of(IReadOnlyList<IResource> resources)
    {
        var ordered = new List<IResource>();
        var path = new List<IResource>();

        foreach (var resource in resources)
        {
            Visit(resource, ordered, path);
        }

        return ordered;
    }

    /// <summary>What a resource waits for; a child such as a database stands for the process it lives in.</summary>
    public static IEnumerable<IResource> Dependencies(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => Process(wait.Dependency)).Distinct();

    private static void Visit(IResource resource, List<IResource> ordered, List<IResource> path)
    {
        if (ordered.Contains(resource))
        {
            return;
        }

        if (path.Contains(resource))
        {
            var circle = string.Join(" → ", path.Append(resource).Select(member => member.Name));
            throw new DistributedApplicationException($"These resources wait for each other: {circle}.");
        }

        path.Add(resource);

        foreach (var dependency in Dependencies(resource))
        {
            Visit(dependency, ordered, path);
        }

        path.Remove(resource);
        ordered.Add(resource);
    }

    private static IResource Process(IResource resource) =>
        resource.Annotations.OfType<ParentAnnotation>().FirstOrDefault() is { } child ? Process(child.Parent) : resource;
}
