using System.Net.Http.Json;

namespace NcAspire.Testing;

/// <summary>What a person's phone does, played by the WhatsApp simulator inside a gateway.</summary>
/// <param name="identity">The headers that the gateway takes for the control plane.</param>
public sealed class SimulatedPhone(Uri gateway, IReadOnlyDictionary<string, string> identity) : IDisposable
{
    private readonly HttpClient _http = NewClient(gateway, identity);

    /// <summary>Scans the code being shown.</summary>
    public Task ScanAsync(CancellationToken cancellationToken) => PostAsync("scan", new { }, cancellationToken);

    /// <summary>Removes this device on the phone.</summary>
    public Task LogoutAsync(CancellationToken cancellationToken) => PostAsync("logout-by-phone", new { }, cancellationToken);

    /// <summary>Takes the session over on another device: the link stays, its connection does not come back.</summary>
    public Task TakeOverAsync(CancellationToken cancellationToken) => PostAsync("take-over", new { }, cancellationToken);

    /// <summary>Changes linkAfterMs, qrRefreshMs, loginTtlMs or fail, as README.md of the simulator has them.</summary>
    public Task SetAsync(object settings, CancellationToken cancellationToken) => PostAsync("settings", settings, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string act, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync($"wa-sim/{act}", body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static HttpClient NewClient(Uri gateway, IReadOnlyDictionary<string, string> identity)
    {
        var http = new HttpClient { BaseAddress = gateway };

        foreach (var (name, value) in identity)
        {
            http.DefaultRequestHeaders.Add(name, value);
        }

        return http;
    }
}
