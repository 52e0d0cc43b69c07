namespace Aspire.Hosting.ApplicationModel;

/// <summary>Another resource that must be healthy, or have ended with an exit code, before this one starts.</summary>
internal sealed record WaitAnnotation(IResource Dependency, int? CompletionExitCode) : IResourceAnnotation;
