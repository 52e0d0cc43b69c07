using System.Collections.Concurrent;
using System.Diagnostics;
using NcAspire.Core.Compute;
using NcAspire.Core.Telemetry;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Telemetry;

public sealed class TracesTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task The_work_stands_below_the_request_that_asked_for_it_and_a_fault_is_told()
    {
        var world = await WorldAsync();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Traces.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        world.Compute.Faults.FailAfter(nameof(FakeCompute.StartAsync), () => new ProviderException("The backend is away.", isTransient: true));

        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var operation = await world.RequestAsync(OperationKind.Create);
        request.Stop();
        await world.Get<OperationRunner>().RunNextAsync(Ct);

        // Of other tests of this process, there may be more.
        var mine = ended.Where(span => span.TraceId == request.TraceId).ToArray();
        var work = Assert.Single(mine, span => span.DisplayName is "Create instance");
        Assert.Equal(request.SpanId, work.ParentSpanId);
        Assert.Equal(operation.ToString(), work.GetTagItem("ncaspire.operation"));
        var steps = mine.Where(span => span.ParentSpanId == work.SpanId).ToArray();
        Assert.Equal(["step volume", "step machine", "step configure", "step start"], steps.Select(span => span.DisplayName));
        Assert.Equal((ActivityStatusCode.Error, "The backend is away."), (steps[^1].Status, steps[^1].StatusDescription));
        Assert.All(steps[..^1], span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }
}
