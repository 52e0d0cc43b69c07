using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NcAspire.ServiceDefaults;

/// <summary>Asking for the providers creates them before the first request; the container flushes and disposes them last.</summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces.ForceFlush(FlushTimeoutMilliseconds);
        metrics.ForceFlush(FlushTimeoutMilliseconds);
        return Task.CompletedTask;
    }

    private const int FlushTimeoutMilliseconds = 2_000;
}
