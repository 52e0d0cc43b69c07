using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests;

/// <summary>Takes traces, logs and metrics by OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp) and keeps what may show a secret.</summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _taken = [];

    private TelemetryCollector(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>The bodies of all exports so far, in protobuf, where text stands as it is: v1/traces, v1/logs.</summary>
    public IReadOnlyList<(string Signal, byte[] Body)> Taken => [.. _taken];

    public static async Task<TelemetryCollector> StartAsync(CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.AbsoluteUri);
        var collector = new TelemetryCollector(builder.Build(), address);
        collector._app.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // An empty answer is a full success.
    private async Task TakeAsync(string signal, HttpContext http)
    {
        Assert.Equal(0, http.Request.Headers.ContentEncoding.Count);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (signal is not "metrics")
        {
            _taken.Enqueue((signal, body.ToArray()));
        }

        http.Response.ContentType = "application/x-protobuf";
    }
}
