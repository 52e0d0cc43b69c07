namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that can be given environment variables.</summary>
public interface IResourceWithEnvironment : IResource;
