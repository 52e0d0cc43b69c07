using System.Globalization;
using System.Net.Http.Json;

namespace NcAspire.Testing;

/// <summary>What a person's phone does, played by the WhatsApp simulator inside a gateway.</summary>
/// <param name="identity">The headers that the gateway takes for the control plane.</param>
public sealed class SimulatedPhone(Uri gateway, IReadOnlyDictionary<string, string> identity) : IDisposable
{
    private readonly HttpClient _http = NewClient(gateway, identity);

    /// <summary>Scans the code being shown.</summary>
    public Task ScanAsync(CancellationToken cancellationToken) => PostAsync("scan", new { }, cancellationToken);

    /// <summary>WhatsApp ends the connection: with 401 because the phone removed this device, with 440 because another one took the session over.</summary>
    /// <param name="forGood">The gateway has no attempt to connect left.</param>
    public Task DisconnectAsync(int status, bool forGood, CancellationToken cancellationToken) =>
        PostAsync("disconnect", new { status, forGood }, cancellationToken);

    /// <summary>The connection stays up and nothing comes through it, until <see cref="ReconnectAsync"/>.</summary>
    public Task FallSilentAsync(CancellationToken cancellationToken) => PostAsync("fall-silent", new { }, cancellationToken);

    /// <summary>The gateway's attempt to get an interrupted connection back succeeds.</summary>
    public Task ReconnectAsync(CancellationToken cancellationToken) => PostAsync("reconnect", new { }, cancellationToken);

    /// <summary>Changes linkAfterMs, qrRefreshMs, loginTtlMs or fail, as README.md of the simulator has them.</summary>
    public Task SetAsync(object settings, CancellationToken cancellationToken) => PostAsync("settings", settings, cancellationToken);

    /// <summary>Somebody writes to the linked number. The assistant's answer, if any, comes later.</summary>
    public async Task<InboundVerdict> SayAsync(string from, string text, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("wa-sim/inbound", new { from, text }, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<InboundVerdict>(cancellationToken)
            ?? throw new InvalidOperationException("The simulator gave no verdict.");
    }

    /// <summary>What went out to WhatsApp after the message with this number; waits a while for the first one.</summary>
    public async Task<IReadOnlyList<OutboundMessage>> SentAsync(int after, TimeSpan wait, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<Outbox>(
            string.Create(CultureInfo.InvariantCulture, $"wa-sim/outbox?after={after}&waitMs={wait.TotalMilliseconds:0}"), cancellationToken))?.Items ?? [];

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string act, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync($"wa-sim/{act}", body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private sealed record Outbox(IReadOnlyList<OutboundMessage> Items);

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
