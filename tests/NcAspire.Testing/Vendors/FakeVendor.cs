using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NcAspire.Testing.Vendors;

/// <summary>
/// A vendor of models on loopback that is as strict as the real ones: Chat Completions, Responses, Messages and Gemini, told apart by the end
/// of the path. Which fault it plays, the name of the model says: <see cref="Faults"/>. Each answer costs 1234 tokens in and 56 out; one of
/// the model "costly" takes in <see cref="CostlyTokens"/>.
/// </summary>
public sealed class FakeVendor : IAsyncDisposable
{
    /// <summary>What the model says when nothing is wrong.</summary>
    public const string Words = "PONG from the fake model";

    /// <summary>Input tokens of each answer, with the cached ones.</summary>
    public const int InputTokens = 1234;

    /// <summary>Output tokens of each answer.</summary>
    public const int OutputTokens = 56;

    /// <summary>Input tokens of an answer of the model "costly".</summary>
    public const int CostlyTokens = 50_000;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<VendorRequest> _requests = [];
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<ToolCall> _calls = [];
    private readonly SemaphoreSlim _held = new(0);
    private long _sent;

    private FakeVendor(WebApplication app, string key) => (_app, Key) = (app, key);

    /// <summary>Models that make it fail: the name, and what it answers.</summary>
    public static IReadOnlyDictionary<string, (int Status, string Type, string Message)> Faults { get; } =
        new Dictionary<string, (int, string, string)>
        {
            ["fault-401"] = (401, "invalid_api_key", "Incorrect API key provided."),
            ["fault-402"] = (402, "payment_required", "Insufficient credits"),
            ["fault-403"] = (403, "permission_error", "This key may not use the model."),
            ["fault-404"] = (404, "model_not_found", "The model does not exist or you do not have access to it."),
            ["fault-408"] = (408, "timeout", "The request took too long."),
            ["fault-413"] = (413, "request_too_large", "The request is too large."),
            ["fault-429"] = (429, "rate_limit_exceeded", "Rate limit reached on tokens per min."),
            ["fault-quota"] = (429, "insufficient_quota", "You exceeded your current quota."),
            ["fault-balance"] = (400, "invalid_request_error", "Your credit balance is too low to access the API."),
            ["fault-context"] = (400, "context_length_exceeded", "The maximum context length is 128000 tokens."),
            ["fault-500"] = (500, "server_error", "The server had an error."),
            ["fault-503"] = (503, "overloaded_error", "Overloaded"),
        };

    /// <summary>The only key that it takes.</summary>
    public string Key { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IReadOnlyList<VendorRequest> Requests => [.. _requests];

    /// <summary>What callers did that a vendor does not take.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Bytes of streamed answers that were taken from it.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>False for a bench, which asks too often for all of it to be kept.</summary>
    public bool KeepsRequests { get; init; } = true;

    /// <summary>Calls that have no answer yet.</summary>
    public int UnderWay => _requests.Count(request => !request.Ended.IsCompleted);

    public static Task<FakeVendor> StartAsync(CancellationToken cancellationToken) => StartAsync(keepsRequests: true, cancellationToken);

    public static Task<FakeVendor> StartAsync(bool keepsRequests, CancellationToken cancellationToken) =>
        StartAsync($"sk-vendor-{Guid.NewGuid():N}", keepsRequests, cancellationToken);

    /// <summary>One whose key has the shape that a vendor's keys have.</summary>
    public static Task<FakeVendor> StartAsync(string key, CancellationToken cancellationToken) => StartAsync(key, keepsRequests: true, cancellationToken);

    /// <summary>Lets the model "held" say its next word, or "cut-midway" break off: what was said before has arrived by then.</summary>
    public void SayNext() => _held.Release();

    /// <summary>Instead of words, a coming streamed answer in Chat Completions is this; with several, one after another.</summary>
    public void Call(string tool, object arguments) => _calls.Enqueue(new ToolCall(tool, arguments));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _held.Dispose();
    }

    private static async Task<FakeVendor> StartAsync(string key, bool keepsRequests, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var vendor = new FakeVendor(builder.Build(), key) { KeepsRequests = keepsRequests };
        vendor._app.Run(vendor.AnswerAsync);
        await vendor._app.StartAsync(cancellationToken);
        vendor.Address = new Uri(vendor._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return vendor;
    }

    private static string Text(string model) => model switch
    {
        "huge" => new string('x', 32 << 20),
        "long" => string.Join(' ', Enumerable.Repeat("word", 2000)),
        _ => Words,
    };

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (KeepsRequests)
        {
            _requests.Enqueue(new VendorRequest(target, headers, body, ended.Task));
        }

        try
        {
            await AnswerAsync(http, headers, body);
            ended.TrySetResult(!http.RequestAborted.IsCancellationRequested);
        }
        catch (OperationCanceledException)
        {
            ended.TrySetResult(false);
        }
    }

    private async Task AnswerAsync(HttpContext http, Dictionary<string, string> headers, string text)
    {
        if (http.Request.Method is not "POST"
            || VendorDialect.Of(http.Request.Path.Value ?? "", http.Request.QueryString.Value ?? "") is not ({ } dialect, var model, var streams))
        {
            await ComplainAsync(http, 404, "There is no such path.", text => text);
            return;
        }

        if (Refusal(dialect, headers, text, out var body) is var (status, complaint))
        {
            await ComplainAsync(http, status, complaint, message => dialect.Error(status, "invalid_request_error", message));
            return;
        }

        model ??= body.GetProperty("model").GetString() ?? "";
        streams ??= body.TryGetProperty("stream", out var stream) && stream.GetBoolean();
        await (Faults.TryGetValue(model, out var fault)
            ? FailAsync(http, dialect, fault.Status, fault.Type, fault.Message)
            : PlayAsync(http, dialect, model, streams.Value));
    }

    private (int Status, string Complaint)? Refusal(VendorDialect dialect, Dictionary<string, string> headers, string text, out JsonElement body)
    {
        body = default;
        string[] keys = [.. new[] { "Authorization", "x-api-key", "x-goog-api-key" }.Where(headers.ContainsKey)];
        var isOAuth = dialect.KeyHeader is "x-api-key" && headers.GetValueOrDefault("anthropic-beta")?.Contains("oauth-2025-04-20", StringComparison.Ordinal) is true;
        var (header, prefix) = isOAuth ? ("Authorization", "Bearer ") : (dialect.KeyHeader, dialect.KeyPrefix);
        if (keys is not [var only] || !only.Equals(header, StringComparison.OrdinalIgnoreCase) || headers[only] != prefix + Key)
        {
            return (401, "The key is not where it should be, or is another one.");
        }

        if (headers.GetValueOrDefault("Content-Type") is not "application/json")
        {
            return (415, "The content type is not application/json.");
        }

        try
        {
            body = JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return (400, "The body is no JSON.");
        }

        return dialect.Complaint(body, headers) is { } complaint ? (400, complaint) : null;
    }

    private Task ComplainAsync(HttpContext http, int status, string complaint, Func<string, string> write)
    {
        _complaints.Enqueue(complaint);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(write(complaint), http.RequestAborted);
    }

    private static Task FailAsync(HttpContext http, VendorDialect dialect, int status, string type, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["openai-organization"] = "org-of-the-customer";
        if (status is 429 or 503)
        {
            http.Response.Headers.RetryAfter = "2";
        }

        return http.Response.WriteAsync(dialect.Error(status, type, message), http.RequestAborted);
    }

    private async Task PlayAsync(HttpContext http, VendorDialect dialect, string model, bool streams)
    {
        var answer = http.Response;
        answer.Headers["request-id"] = "req-1";
        answer.Headers["Set-Cookie"] = "vendor=1";
        answer.Headers["openai-organization"] = "org-of-the-customer";
        answer.ContentType = streams ? "text/event-stream; charset=utf-8" : "application/json";
        switch (model)
        {
            case "hang":
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                return;
            case "redirect":
                answer.Redirect(new Uri(Address, "/elsewhere/v1/responses").ToString(), permanent: false, preserveMethod: true);
                return;
            case "html":
                answer.ContentType = "text/html";
                await answer.WriteAsync("<p>Log in to this network.</p>", http.RequestAborted);
                return;
            case "packed":
                answer.Headers.ContentEncoding = "gzip";
                await answer.Body.WriteAsync(new byte[] { 0x1f, 0x8b, 8, 0 }, http.RequestAborted);
                return;
            case "echo":
                answer.StatusCode = 400;
                await answer.WriteAsync(dialect.Error(400, "invalid_request_error", $"The key {Key} is fine, the rest is not."), http.RequestAborted);
                return;
            case "endless-refusal":
                answer.StatusCode = 400;
                await answer.WriteAsync(new string(' ', 1 << 20), http.RequestAborted);
                return;
        }

        var words = Text(model);
        await (streams ? StreamAsync(http, dialect, model, words) : answer.WriteAsync(dialect.Whole(words, model), http.RequestAborted));
    }

    private async Task StreamAsync(HttpContext http, VendorDialect dialect, string model, string text)
    {
        var words = model is "huge" ? [.. text.Chunk(64 << 10).Select(part => new string(part))] : text.Split(' ').Select(word => $"{word} ").ToList();
        var number = 0;
        foreach (var one in _calls.TryDequeue(out var call) ? dialect.Events(call, model) : dialect.Events(words, model))
        {
            if (model is "held" && number >= dialect.Opening)
            {
                await _held.WaitAsync(http.RequestAborted);
            }

            if (number == dialect.Opening + 2 && model is "hang-midway")
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }

            if (number == dialect.Opening + 2 && model is "cut-midway")
            {
                await _held.WaitAsync(http.RequestAborted);
                http.Abort();
                return;
            }

            number++;
            await http.Response.WriteAsync(one, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            Interlocked.Add(ref _sent, one.Length);
        }
    }
}
