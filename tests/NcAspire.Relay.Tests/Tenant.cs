using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;

namespace NcAspire.Relay.Tests;

/// <summary>The gateway of an instance, as the relay sees it.</summary>
internal sealed record Tenant(TestRelay Relay, InstanceId Id, string Token)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A request to a model, in the API of its vendor and with the headers that OpenClaw sends.</summary>
    public HttpRequestMessage NewRequest(string vendor, string model = "some-model", bool streams = true, string text = "hello", string? token = null)
    {
        var api = ModelVendors.Find(vendor)!.Api;
        var (path, body) = api switch
        {
            ModelApi.OpenAiCompletions => ("chat/completions", Json(new { model, stream = streams, messages = Messages(text) })),
            ModelApi.OpenAiResponses => ("responses", Json(new { input = Messages(text), store = false, stream = streams, model })),
            ModelApi.AnthropicMessages => ("v1/messages", Json(new { max_tokens = 100, messages = Messages(text), model, stream = streams })),
            _ => ($"models/{model}:{(streams ? "streamGenerateContent?alt=sse" : "generateContent")}", Json(new { contents = new[] { new { parts = new[] { new { text } } } } })),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Relay.Address, $"/{vendor}/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.TryAddWithoutValidation("User-Agent", "OpenAI/JS 7.15.0");
        request.Headers.TryAddWithoutValidation("x-stainless-os", "Linux");
        request.Headers.TryAddWithoutValidation("Accept", streams ? "text/event-stream" : "application/json");
        switch (api)
        {
            case ModelApi.AnthropicMessages:
                request.Headers.TryAddWithoutValidation("x-api-key", token ?? Token);
                request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
                break;
            case ModelApi.GoogleGenerativeAi:
                request.Headers.TryAddWithoutValidation("x-goog-api-key", token ?? Token);
                break;
            default:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
                break;
        }

        return request;
    }

    public async Task<(int Status, string Text)> AskAsync(
        string vendor, string model = "some-model", bool streams = true, string text = "hello", string? token = null)
    {
        using var request = NewRequest(vendor, model, streams, text, token);
        using var response = await Relay.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    public Task<HttpResponseMessage> BeginAsync(string vendor, string model, bool streams = true, CancellationToken? cancellationToken = null) =>
        Relay.Http.SendAsync(NewRequest(vendor, model, streams), HttpCompletionOption.ResponseHeadersRead, cancellationToken ?? Ct);

    /// <summary>What the model said, in the way in which a client of the API reads it; it fails when the answer is not whole.</summary>
    public static string Said(string vendor, bool streams, string answer) => Transcript.Read(ModelVendors.Find(vendor)!.Api, streams, answer);

    public async Task<ModelFault?> FaultAsync() => (await Relay.Store.ListFaultsAsync(Id, Ct)) is [var last, ..] ? last : null;

    public Task<DayUsage> UsageAsync() =>
        Relay.Store.UsageAsync(Id, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), Ct);

    private static object[] Messages(string text) => [new { role = "user", content = text }];

    private static string Json(object body) => JsonSerializer.Serialize(body);
}
