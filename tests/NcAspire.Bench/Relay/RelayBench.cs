using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NcAspire.Testing.Vendors;

namespace NcAspire.Bench.Relay;

/// <summary>What it costs to ask a model by the relay, beside asking the same vendor directly in the same run.</summary>
internal sealed class RelayBench(Bench bench, HttpClient http, FakeVendor vendor, RelayProcess relay)
{
    private const int Streams = 64;
    private const int Longs = 4 * Streams;
    private const int Rounds = 7;
    private const int Firsts = 400;
    private const int Many = 10_000;

    // A greeting is this long with what OpenClaw puts around it.
    private const int QuestionLength = 36_000;

    public static async Task RunAsync(Bench bench, string repository, CancellationToken cancellationToken)
    {
        await using var vendor = await FakeVendor.StartAsync(keepsRequests: false, cancellationToken);
        await using var relay = await RelayProcess.StartAsync(repository, vendor, cancellationToken);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var suite = new RelayBench(bench, http, vendor, relay);
        await suite.MemoryAsync(cancellationToken);
        await suite.FirstByteAsync(cancellationToken);
        await suite.ThroughputAsync(cancellationToken);
    }

    /// <summary>As many streams come before: until then compiled code and the collector's budget grow, whatever passes.</summary>
    private async Task MemoryAsync(CancellationToken cancellationToken)
    {
        await AskManyAsync(isDirect: false, "some-model", Many, cancellationToken);
        var before = relay.WorkingSet;
        await AskManyAsync(isDirect: false, "some-model", Many, cancellationToken);
        bench.Compare(
            "relay.memory", $"memory of the relay after {Many} streams, beside that before", "MB", Megabytes(before), Megabytes(relay.WorkingSet), limit: 1.1);
    }

    /// <summary>One question after another, in turn.</summary>
    private async Task FirstByteAsync(CancellationToken cancellationToken)
    {
        var (direct, ours) = (new List<double>(), new List<double>());
        for (var round = 0; round < Firsts; round++)
        {
            direct.Add(await AskAsync(isDirect: true, "some-model", cancellationToken));
            ours.Add(await AskAsync(isDirect: false, "some-model", cancellationToken));
        }

        bench.Compare("relay.first-byte", "first streamed byte, p50", "ms", Median(direct), Median(ours), limit: 2);
    }

    /// <summary>Long answers, as fast as they go. As time, for the same amount: 70 % of the throughput take 1/0.7 of it.</summary>
    private async Task ThroughputAsync(CancellationToken cancellationToken)
    {
        var (direct, ours) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var floor = await TimeAsync(isDirect: true, cancellationToken);
            var whole = await TimeAsync(isDirect: false, cancellationToken);

            // The first round warms both up.
            if (round > 0)
            {
                direct.Add(floor);
                ours.Add(whole);
            }
        }

        bench.Compare(
            "relay.throughput", $"{Longs} streams of 2000 words, {Streams} at once, until the last has ended", "ms", Median(direct), Median(ours), limit: 1 / 0.7);
    }

    private async Task<double> TimeAsync(bool isDirect, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await AskManyAsync(isDirect, "long", Longs, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private async Task AskManyAsync(bool isDirect, string model, int count, CancellationToken cancellationToken)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await AskAsync(isDirect, model, cancellationToken);
            }
        }));
    }

    /// <summary>Reads an answer to its end and returns the milliseconds to its first byte.</summary>
    private async Task<double> AskAsync(bool isDirect, string model, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var address = isDirect ? new Uri(vendor.Address, "/api/v1/chat/completions") : new Uri(relay.Address, "/openrouter/chat/completions");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(
                JsonSerializer.Serialize(new { model, stream = true, messages = new[] { new { role = "user", content = new string('q', QuestionLength) } } }),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", isDirect ? vendor.Key : relay.Token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var piece = new byte[16 << 10];
        var length = await stream.ReadAsync(piece, cancellationToken);
        var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        while (length > 0)
        {
            length = await stream.ReadAsync(piece, cancellationToken);
        }

        return first;
    }

    private static double Megabytes(long bytes) => bytes / 1e6;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
