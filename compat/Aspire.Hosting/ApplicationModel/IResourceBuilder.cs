namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource on which verbs (extension methods) state facts.</summary>
public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}
