using System.Collections.Concurrent;
using System.Diagnostics;

namespace NcAspire.ServiceDefaults.Tests;

/// <summary>Sees the server spans of this process as an exporter would: only what is still recorded at its end.</summary>
internal sealed class SpanCollector
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    public IReadOnlyList<Activity> Recorded =>
        [.. _spans.Where(span => span.Recorded && span.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn")];

    public ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
