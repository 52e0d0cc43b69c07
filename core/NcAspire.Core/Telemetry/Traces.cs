using System.Diagnostics;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Telemetry;

/// <summary>
/// The spans of work that goes on after the request that asked for it has been answered: each attempt at an operation is one, below the
/// request's, and each step one below that. What providers and the database do for a step stands below the step.
/// </summary>
public static class Traces
{
    public const string Name = "NcAspire.Core";

    private static readonly ActivitySource _source = new(Name);

    /// <summary>The trace in which an operation is asked for, in the form of W3C's traceparent; null outside of any.</summary>
    public static string? Parent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Null when nobody listens.</summary>
    public static Activity? Begin(Operation operation, string provider)
    {
        ActivityContext.TryParse(operation.TraceParent, null, out var parent);
        var activity = _source.StartActivity($"{operation.Kind} instance", ActivityKind.Internal, parent);
        activity?.SetTag("ncaspire.instance", operation.Instance.ToString());
        activity?.SetTag("ncaspire.operation", operation.Id.ToString());
        activity?.SetTag("ncaspire.attempt", operation.Attempts);
        activity?.SetTag("ncaspire.provider", provider);
        return activity;
    }

    public static Activity? Begin(Step step) => _source.StartActivity($"step {step.Name}");
}
