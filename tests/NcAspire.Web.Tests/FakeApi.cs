using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NcAspire.Contracts;

namespace NcAspire.Web.Tests;

/// <summary>
/// The API as the web front sees it: answers what a test has announced, keeps what was asked, and complains at the end
/// about anything that nobody expected.
/// </summary>
internal sealed class FakeApi : IAsyncDisposable
{
    public const string Token = "opaque-session-token";

    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();
    private readonly ConcurrentQueue<string> _unexpected = new();
    private readonly WebApplication _app;

    private FakeApi(WebApplication app) => _app = app;

    public ConcurrentQueue<ApiCall> Calls { get; } = new();

    public string Address => _app.Urls.Single();

    public static async Task<FakeApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();

        var api = new FakeApi(builder.Build());
        api._app.Run(api.AnswerAsync);
        await api._app.StartAsync();

        return api
            .Answer("POST /api/login", Session)
            .Answer("GET /api/regions", new RegionListResponse([new("local", "Local", "local", IsDefault: true)]))
            .Answer("GET /api/me", new MeResponse(Guid.Empty, Site.Email, DateTimeOffset.UnixEpoch, InstanceCap: 3))
            .Answer("GET /api/me/sessions", new SessionListResponse([Samples.ThisSession, Samples.OtherSession]))
            .Answer("GET /api/llm/catalog", Samples.Catalog)
            .Answer("GET /api/instances", new InstanceListResponse([]));
    }

    public static SessionResponse Session { get; } = new(Guid.CreateVersion7(), Token, DateTimeOffset.UtcNow.AddHours(8));

    /// <summary>Announces the answer to "METHOD /path"; the last word counts.</summary>
    public FakeApi On(string request, RequestDelegate answer)
    {
        _answers[request] = answer;
        return this;
    }

    public FakeApi Answer(string request, object body, int status = StatusCodes.Status200OK) =>
        On(request, context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(body, body.GetType());
        });

    public FakeApi Refuse(string request, int status, string type, string detail) =>
        On(request, Results.Problem(detail, statusCode: status, title: "Refused", type: type).ExecuteAsync);

    /// <summary>An instance, and a stream of its events that the test writes.</summary>
    public EventSource Instance(InstanceResponse instance)
    {
        var events = new EventSource();
        Answer($"GET /api/instances/{instance.Slug}", instance);
        On($"GET /api/instances/{instance.Slug}/events", events.ServeAsync);
        return events;
    }

    /// <summary>The API goes away; connections are refused from now on.</summary>
    public Task StopAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        Assert.Empty(_unexpected);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var key = $"{context.Request.Method} {context.Request.Path}";
        Calls.Enqueue(await ApiCall.ReadAsync(context.Request));

        if (!_answers.TryGetValue(key, out var answer))
        {
            _unexpected.Enqueue(key);
            answer = refused => Results.Problem("Unexpected request", statusCode: 500).ExecuteAsync(refused);
        }

        await answer(context);
    }
}
