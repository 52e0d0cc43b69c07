namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that upstream runs as a container, and this stand-in as a process.</summary>
public class ContainerResource : Resource, IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal ContainerResource(string name)
        : base(name)
    {
    }
}
