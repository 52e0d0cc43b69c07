using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace NcAspire.Compat.Functions.Tests;

public sealed class SpanTests
{
    [Fact]
    public async Task Each_invocation_is_a_span_that_says_what_ran_and_how_it_ended()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.Azure.Functions.Worker",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await using var worker = await Worker.StartAsync(typeof(Spanned));
        using var ok = await worker.Client.GetAsync("/api/spanned/202", Ct);
        using var failed = await worker.Client.GetAsync("/api/spanned/none", Ct);
        await worker.StopAsync();

        // Other tests run beside this one and listen to the same source.
        var own = spans.Where(span => Equals(span.GetTagItem("faas.name"), "Spanned")).ToList();
        Assert.Equal(2, own.Count);
        Assert.All(own, span =>
        {
            Assert.Equal("function Spanned", span.DisplayName);
            Assert.Equal("GET", span.GetTagItem("http.request.method"));
            Assert.Equal("/api/spanned/{status}", span.GetTagItem("http.route"));
            Assert.NotNull(span.GetTagItem("faas.invocation_id"));
        });
        Assert.Equal([202, 500], own.Select(span => span.GetTagItem("http.response.status_code")));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], own.Select(span => span.Status));
        Assert.Equal("exception", Assert.Single(own[1].Events).Name);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static class Spanned
    {
        [Function("Spanned")]
        public static IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "spanned/{status}")] HttpRequest request, string status) =>
            int.TryParse(status, out var code)
                ? TypedResults.StatusCode(code)
                : throw new InvalidOperationException(status);
    }
}
