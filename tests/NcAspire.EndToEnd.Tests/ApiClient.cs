using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using NcAspire.Contracts;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests;

/// <summary>A user of the API with an account of his own.</summary>
public sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan _bootLimit = TimeSpan.FromMinutes(4);
    private readonly HttpClient _http;

    private ApiClient(HttpClient http) => _http = http;

    /// <summary>What was answered so far but to the sign-up: the one answer that tells the session's token.</summary>
    public ConcurrentQueue<string> Answers { get; } = [];

    public string Token => _http.DefaultRequestHeaders.Authorization?.Parameter ?? "";

    public static Task<ApiClient> SignUpAsync(Stack stack, CancellationToken cancellationToken) =>
        SignUpAsync(stack, $"{Guid.NewGuid():N}@example.com", "correct horse battery", cancellationToken);

    public static async Task<ApiClient> SignUpAsync(Stack stack, string email, string password, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = stack.Api, Timeout = TimeSpan.FromSeconds(100) };
        using var response = await http.PostAsJsonAsync("signup", new SignupRequest(email, password), cancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var session = await response.Content.ReadFromJsonAsync<SessionResponse>(cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session!.Token);
        return new ApiClient(http);
    }

    /// <summary>Sends a request and returns status and body.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Answers.Enqueue($"{response.Headers}{text}");
        return (response.StatusCode, text.Length is 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>Sends a request that must be answered with this status.</summary>
    public async Task<JsonElement> ExpectAsync(
        HttpStatusCode status, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var (actual, answer) = await SendAsync(method, path, body, cancellationToken);
        Assert.True(actual == status, $"{method} {path} was answered {actual}: {answer}");
        return answer;
    }

    public async Task<InstanceResponse> GetAsync(string slug, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<InstanceResponse>($"instances/{slug}", cancellationToken)
        ?? throw new InvalidOperationException("The answer is null.");

    /// <summary>Waits until the instance is as wanted; an instance that failed ends the wait.</summary>
    public async Task<InstanceResponse> SeeAsync(
        string slug, Func<InstanceResponse, bool> wanted, CancellationToken cancellationToken)
    {
        var seen = await Eventually.SeeAsync(
            () => GetAsync(slug, cancellationToken),
            instance => wanted(instance) || instance.Status is InstanceStates.Error,
            _bootLimit,
            cancellationToken);
        Assert.True(wanted(seen), $"The instance failed: {seen.Failure}");
        return seen;
    }

    public Task<InstanceResponse> SeeRunningAsync(string slug, CancellationToken cancellationToken) => SeeAsync(
        slug, instance => instance is { Status: InstanceStates.Running, Operation: null }, cancellationToken);

    /// <summary>The same user at another stack over the same data.</summary>
    public ApiClient At(Stack stack)
    {
        var http = new HttpClient { BaseAddress = stack.Api, Timeout = _http.Timeout };
        http.DefaultRequestHeaders.Authorization = _http.DefaultRequestHeaders.Authorization;
        return new ApiClient(http);
    }

    public void Dispose() => _http.Dispose();
}
