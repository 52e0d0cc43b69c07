using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NcAspire.Core.Instances;
using NcAspire.Functions.Tests.OpenApi;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

/// <summary>Somebody who calls the API, with or without a token.</summary>
public sealed class Person : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly Api _api;
    private readonly HttpClient _client;

    public Person(Api api, string? token)
    {
        _api = api;
        Token = token;
        _client = new HttpClient { BaseAddress = new Uri(api.Address, "/api/"), Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public string? Token { get; }

    public string Email { get; init; } = "";

    public Guid Id { get; init; }

    /// <summary>Where the API listens.</summary>
    public Uri Address => _api.Address;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null, string? key = null) => SendAsync(HttpMethod.Post, path, body, key);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request, Ct);
            var answer = new Answer(
                (int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct), response.Headers, response.Content.Headers);
            Description.Check(request.Method, new Uri(_client.BaseAddress!, request.RequestUri!), answer);
            return answer;
        }
    }

    /// <summary>Opens the event stream of an instance.</summary>
    public async Task<EventReader> WatchAsync(string slug)
    {
        var response = await _client.GetAsync($"instances/{slug}/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(Ct));
    }

    /// <summary>Waits until an operation has ended, and answers it.</summary>
    public Task<Answer> FinishAsync(Answer accepted) => FinishAsync(accepted.Expect(202).Location ?? "");

    public Task<Answer> FinishAsync(string location) => Eventually.SeeAsync(
        () => GetAsync(location),
        operation => operation.Expect(200).Text("finishedAt").Length > 0,
        TimeSpan.FromSeconds(30),
        Ct);

    /// <summary>Creates an instance and waits until it runs.</summary>
    public async Task<InstanceId> CreateRunningAsync(string slug)
    {
        var created = await PostAsync("instances", new { slug });
        var operation = await FinishAsync(created);
        Assert.Equal("succeeded", operation.Text("state"));
        return new InstanceId(Guid.Parse(created.Text("id")));
    }

    /// <summary>Creates a running instance and links the phone.</summary>
    public async Task<InstanceId> CreateConnectedAsync(string slug)
    {
        var instance = await CreateRunningAsync(slug);
        (await PostAsync($"instances/{slug}/whatsapp/qr/start")).Expect(200);
        _api.Gateway.PhoneOf(instance).Scan();
        await Eventually.TrueAsync(
            async () => (await GetAsync($"instances/{slug}")).Text("whatsApp.state") == "connected", Ct);
        return instance;
    }

    public void Dispose() => _client.Dispose();
}
