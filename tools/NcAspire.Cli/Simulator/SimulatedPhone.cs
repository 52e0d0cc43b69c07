using System.Globalization;
using System.Net.Http.Json;
using NcAspire.Gateway.OpenClaw;

namespace NcAspire.Cli.Simulator;

/// <summary>The phone of an instance on a stack with the WhatsApp simulator (tests/whatsapp-simulator).</summary>
internal sealed class SimulatedPhone : IDisposable
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(50);

    private readonly string _slug;
    private readonly HttpClient _http;

    private SimulatedPhone(string slug, Uri gateway)
    {
        _slug = slug;
        _http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(60) };
        foreach (var (name, value) in ServiceIdentity.Headers)
        {
            _http.DefaultRequestHeaders.Add(name, value);
        }
    }

    /// <exception cref="CommandException">There is no such instance.</exception>
    public static async Task<SimulatedPhone> OfAsync(string slug, string data, CancellationToken cancellationToken) =>
        new(slug, await GatewayAddress.OfAsync(slug, data, cancellationToken));

    /// <summary>Scans the code being shown, and says how many there were.</summary>
    /// <exception cref="CommandException">The gateway does not answer or has no simulator.</exception>
    public async Task<int> ScanAsync(CancellationToken cancellationToken) =>
        (await SendAsync<Scan>(() => _http.PostAsJsonAsync("wa-sim/scan", new { }, cancellationToken), cancellationToken)).Scanned;

    /// <param name="from">Who writes; null is the assistant's owner.</param>
    /// <exception cref="CommandException">The gateway does not answer or has no simulator.</exception>
    public Task<Verdict> SayAsync(string? from, string text, CancellationToken cancellationToken) =>
        SendAsync<Verdict>(() => _http.PostAsJsonAsync("wa-sim/inbound", new { from, text }, cancellationToken), cancellationToken);

    /// <summary>What has gone out since, at once or within a minute.</summary>
    /// <exception cref="CommandException">The gateway does not answer or has no simulator.</exception>
    public Task<Outbox> OutboxAsync(int after, bool wait, CancellationToken cancellationToken) => SendAsync<Outbox>(
        () => _http.GetAsync(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"wa-sim/outbox?after={after}&waitMs={(wait ? _longestWait.TotalMilliseconds : 0)}"), UriKind.Relative),
            cancellationToken),
        cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await send();
            return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<T>(cancellationToken) is { } answer
                ? answer
                : throw await NoSimulatorAsync(cancellationToken);
        }
        catch (HttpRequestException)
        {
            throw new CommandException($"The gateway of {_slug} does not answer; start the instance, or wait until it runs.");
        }
    }

    // A gateway answers before its plugins do.
    private async Task<CommandException> NoSimulatorAsync(CancellationToken cancellationToken)
    {
        using var ready = await _http.GetAsync(new Uri("readyz", UriKind.Relative), cancellationToken);
        return new CommandException(ready.IsSuccessStatusCode
            ? $"The gateway of {_slug} has no simulator; start the stack with ./nc up --whatsapp sim."
            : $"{_slug} does not run yet; wait until its page says that it does.");
    }

    private sealed record Scan(int Scanned);

    /// <param name="Reason">Why the gateway took no message at all.</param>
    /// <param name="ReasonCode">OpenClaw's word for why the agent does or does not work on it.</param>
    internal sealed record Verdict(bool Ok, bool Dispatched, string? Reason, string? ReasonCode);

    /// <param name="Seq">The number of the last message.</param>
    internal sealed record Outbox(int Seq, IReadOnlyList<Message> Items);

    /// <param name="Kind">final for the end of an answer.</param>
    internal sealed record Message(string To, string Text, string Kind);
}
