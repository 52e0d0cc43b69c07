namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables; asked when the process starts, because ports are known only then.</summary>
internal sealed record EnvironmentAnnotation(
    Func<IDictionary<string, string>, CancellationToken, ValueTask> Add) : IResourceAnnotation;
