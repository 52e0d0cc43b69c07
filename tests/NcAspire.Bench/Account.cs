using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using NcAspire.Contracts;

namespace NcAspire.Bench;

/// <summary>A user of the API.</summary>
internal sealed class Account : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private Account(HttpClient http) => Http = http;

    public HttpClient Http { get; }

    public static async Task<Account> SignUpAsync(Uri api, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = api };
        using var answer = await http.PostAsJsonAsync(
            "signup", new SignupRequest($"{Guid.NewGuid():N}@example.com", "correct horse battery"), cancellationToken);
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<SessionResponse>(cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session?.Token);
        return new Account(http);
    }

    public async Task<HttpStatusCode> CreateAsync(string slug, CancellationToken cancellationToken)
    {
        using var answer = await Http.PostAsJsonAsync("instances", new { slug }, cancellationToken);
        return answer.StatusCode;
    }

    /// <summary>Waits until the instance runs and nothing is going on with it.</summary>
    public async Task SeeRunningAsync(string slug, CancellationToken cancellationToken)
    {
        while (await Http.GetFromJsonAsync<InstanceResponse>($"instances/{slug}", cancellationToken)
            is not { Status: InstanceStates.Running, Operation: null })
        {
            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Deletes all there is and waits until it is gone.</summary>
    public async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        while (await ListAsync(cancellationToken) is { Count: > 0 } left)
        {
            foreach (var instance in left.Where(instance => !instance.Deleting))
            {
                using var answer = await Http.DeleteAsync(new Uri($"instances/{instance.Slug}", UriKind.Relative), cancellationToken);
            }

            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }

    public void Dispose() => Http.Dispose();

    private async Task<IReadOnlyList<InstanceResponse>> ListAsync(CancellationToken cancellationToken) =>
        (await Http.GetFromJsonAsync<InstanceListResponse>("instances", cancellationToken))?.Items ?? [];
}
