using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace NcAspire.Compat.Functions.Tests;

public sealed class StreamingTests
{
    private readonly Journal _journal = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task Each_event_reaches_the_client_before_the_next_one_is_made()
    {
        await using var worker = await StartAsync();
        using var events = await OpenAsync(worker);

        foreach (var word in (string[])["two", "three"])
        {
            _events.Writer.TryWrite(word);
            Assert.Equal($"data: {word}", await events.ReadLineAsync(Ct));
            Assert.Equal("", await events.ReadLineAsync(Ct));
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_its_invocation()
    {
        await using var worker = await StartAsync();
        using (await OpenAsync(worker))
        {
            Assert.Empty(_journal.Rest());
        }

        Assert.Equal("stream over, cancelled: True", await _journal.NextAsync());
    }

    [Fact]
    public async Task Stopping_ends_open_event_streams_at_once_and_the_client_sees_a_regular_end()
    {
        await using var worker = await StartAsync();
        using var events = await OpenAsync(worker);

        var watch = Stopwatch.StartNew();
        await worker.StopAsync();

        Assert.Equal("", await events.ReadToEndAsync(Ct));
        Assert.Equal("stream over, cancelled: True", await _journal.NextAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"Stopping took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Stopping_interrupts_an_invocation_that_watches_its_token_and_waits_for_one_that_does_not()
    {
        await using var worker = await StartAsync();
        var watching = worker.Client.GetAsync("/api/wait?watch=1", Ct);
        Assert.Equal("waiting", await _journal.NextAsync());
        var finishing = worker.Client.GetAsync("/api/wait", Ct);
        Assert.Equal("waiting", await _journal.NextAsync());

        var stopping = worker.StopAsync();
        using var interrupted = await watching;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, interrupted.StatusCode);
        Assert.False(stopping.IsCompleted);

        _events.Writer.TryWrite("go on");
        using var finished = await finishing;
        Assert.Equal("go on", await finished.Content.ReadAsStringAsync(Ct));
        await stopping;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Worker> StartAsync() => Worker.StartAsync(
        builder => builder.Services.AddSingleton(_journal).AddSingleton(_events.Reader), typeof(Streams));

    private async Task<StreamReader> OpenAsync(Worker worker)
    {
        // The headers leave with the first event.
        _events.Writer.TryWrite("one");
        var events = new StreamReader(await worker.Client.GetStreamAsync("/api/events", Ct));
        Assert.Equal("data: one", await events.ReadLineAsync(Ct));
        Assert.Equal("", await events.ReadLineAsync(Ct));
        return events;
    }

    public sealed class Streams(Journal journal, ChannelReader<string> events)
    {
        [Function("Events")]
        public IResult Events(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "events")] HttpRequest request,
            CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(ReadAsync(cancellationToken));

        [Function("Wait")]
        public async Task<IResult> WaitAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request,
            CancellationToken cancellationToken)
        {
            journal.Add("waiting");
            var watches = request.Query.ContainsKey("watch");
            return TypedResults.Text(await events.ReadAsync(watches ? cancellationToken : CancellationToken.None));
        }

        private async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var word in events.ReadAllAsync(cancellationToken))
                {
                    yield return word;
                }
            }
            finally
            {
                journal.Add($"stream over, cancelled: {cancellationToken.IsCancellationRequested}");
            }
        }
    }
}
