using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>The vendors' requests that cost nothing, each with its own path, header and refusal; whatever else is asked is a violation.</summary>
internal sealed class FakeVendors : IAsyncDisposable
{
    private const string Version = "2023-06-01";

    private readonly WebApplication _application;

    private FakeVendors()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, LoopbackPort.Free()));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>The keys that vendors know.</summary>
    public ConcurrentBag<string> Known { get; } = [];

    /// <summary>Answers instead; true when it did.</summary>
    public Func<HttpContext, Task<bool>>? Trouble { get; set; }

    public ConcurrentQueue<string> Requests { get; } = [];

    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Settings that lead to this double.</summary>
    public string[] Settings =>
    [
        .. ((string[])["openai/v1", "anthropic", "google/v1beta", "openrouter/api/v1", "vercel-ai-gateway", "zai/v4"])
            .Select(path => $"Vendors:{path.Split('/')[0]}:Address={_application.Urls.Single()}/{path}"),
    ];

    public static async Task<FakeVendors> StartAsync()
    {
        var vendors = new FakeVendors();
        await vendors._application.StartAsync(TestContext.Current.CancellationToken);
        return vendors;
    }

    public Task StopAsync() => _application.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Assert.Empty(Violations);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Request.Headers);
        var bearer = headers.Authorization.ToString() is { } value && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value[7..] : null;
        var asked = $"{request.Method} {request.Path}{request.QueryString}";
        Requests.Enqueue(asked);
        var (key, refusal) = asked switch
        {
            "GET /openai/v1/models" or "GET /openrouter/api/v1/key" or "GET /vercel-ai-gateway/v1/credits" => (bearer, 401),
            "GET /anthropic/v1/models?limit=1" when headers["anthropic-version"] == Version && headers.ContainsKey("x-api-key") =>
                (headers["x-api-key"].ToString(), 401),
            "GET /anthropic/v1/models?limit=1" when headers["anthropic-version"] == Version && headers["anthropic-beta"] == "oauth-2025-04-20" =>
                (bearer, 401),
            "GET /google/v1beta/models?pageSize=1" => (headers["x-goog-api-key"].ToString(), 400),
            _ => (null, 404),
        };
        if (refusal is 404 || string.IsNullOrEmpty(key) || headers.ContainsKey("traceparent") || headers.ContainsKey("Cookie"))
        {
            Violations.Enqueue(asked);
        }

        if (Trouble is { } trouble && await trouble(context))
        {
            return;
        }

        var isKnown = key is not null && Known.Contains(key);
        context.Response.StatusCode = isKnown ? 200 : refusal;
        await context.Response.WriteAsync(isKnown ? """{"data":[]}""" : """{"error":{"code":400,"details":[{"reason":"API_KEY_INVALID"}]}}""");
    }
}
