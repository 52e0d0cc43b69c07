namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource lives inside another one's process, as a database does in its server's.</summary>
internal sealed record ParentAnnotation(IResource Parent) : IResourceAnnotation;
