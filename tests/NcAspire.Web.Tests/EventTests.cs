using System.Net;
using System.Net.Http.Json;
using NcAspire.Contracts;

namespace NcAspire.Web.Tests;

public sealed class EventTests
{
    private const string Events = $"/instances/{Samples.Slug}/events";
    private const string Link = $"/instances/{Samples.Slug}/link";

    [Fact]
    public async Task Events_are_passed_on_as_they_come()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        var source = site.Api.Instance(Samples.Running);

        using var answer = await site.Visitor.GetAsync(Events, HttpCompletionOption.ResponseHeadersRead, Site.Deadline());
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Site.Deadline()));
        await source.OpenedAsync();

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);

        foreach (var at in new[] { 1, 2 })
        {
            // Each is read before the next is sent: nothing on the way collects them.
            source.Send(EventNames.Connected, new ConnectedEvent($"+4917000000{at}", DateTimeOffset.UnixEpoch));
            Assert.Contains($"4917000000{at}", await DataAsync(reader));
        }
    }

    [Fact]
    public async Task When_the_browser_leaves_the_api_is_left_too()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        var source = site.Api.Instance(Samples.Running);

        var answer = await site.Visitor.GetAsync(Events, HttpCompletionOption.ResponseHeadersRead, Site.Deadline());
        await source.OpenedAsync();
        answer.Dispose();

        await source.ClosedAsync();
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_a_shutdown()
    {
        var site = await Site.StartAsync();
        await site.LogInAsync();
        var source = site.Api.Instance(Samples.Running);
        using var answer = await site.Visitor.GetAsync(Events, HttpCompletionOption.ResponseHeadersRead, Site.Deadline());
        await source.OpenedAsync();

        site.BeginShutdown();

        await source.ClosedAsync();
        await site.DisposeAsync();
    }

    [Theory]
    [InlineData(401, ProblemTypes.Unauthenticated, "signed-out")]
    [InlineData(404, ProblemTypes.NotFound, "gone")]
    public async Task A_refused_stream_says_why_in_an_event(int status, string type, string name)
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Refuse($"GET /api{Events}", status, type, "No.");

        Assert.Equal($"event: {name}\ndata: {{}}\n\n", await site.PageAsync(Events));
    }

    [Fact]
    public async Task Without_a_session_the_stream_says_so_and_the_api_is_not_asked()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal("event: signed-out\ndata: {}\n\n", await site.PageAsync(Events));
        Assert.Empty(site.Api.Calls);
    }

    [Fact]
    public async Task While_the_api_is_down_there_is_no_stream()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        await site.Api.StopAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync(Events)).StatusCode);
    }

    [Fact]
    public async Task A_script_asks_for_the_code_and_gets_it_or_the_reason_why_not()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.WithOwner);
        var started = new QrStartResponse(Samples.QrDataUrl("first"), "Scan this code.", Site.Soon);
        var token = Site.FormToken(await site.PageAsync($"/instances/{Samples.Slug}"));
        Task<HttpResponseMessage> AskAsync() => site.Visitor.PostAsync(
            Link, new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), Site.Deadline());

        site.Api.Answer($"POST /api/instances/{Samples.Slug}/whatsapp/qr/start", started);
        Assert.Equal(started, await (await AskAsync()).Content.ReadFromJsonAsync<QrStartResponse>(Site.Deadline()));

        site.Api.Refuse(
            $"POST /api/instances/{Samples.Slug}/whatsapp/qr/start", 409, ProblemTypes.NotRunning, "It does not run.");
        var refused = await AskAsync();
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("It does not run.", await refused.Content.ReadAsStringAsync(Site.Deadline()));
    }

    private static async Task<string> DataAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Site.Deadline()) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException();
    }
}
