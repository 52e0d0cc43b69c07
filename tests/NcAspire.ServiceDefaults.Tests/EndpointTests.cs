using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NcAspire.Testing;
using OpenTelemetry.Trace;

namespace NcAspire.ServiceDefaults.Tests;

public sealed class EndpointTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sick_dependency_is_no_reason_to_restart_but_keeps_traffic_away()
    {
        await using var app = await StartAsync(builder =>
            builder.Services.AddHealthChecks().AddCheck("dependency", () => HealthCheckResult.Unhealthy()));
        using var client = new HttpClient { BaseAddress = Address(app) };

        using var health = await client.GetAsync(new Uri("/health", UriKind.Relative), Ct);
        using var alive = await client.GetAsync(new Uri("/alive", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("Unhealthy", await health.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task A_span_is_named_by_its_route_and_probes_leave_none()
    {
        var spans = new SpanCollector();
        await using var app = await StartAsync(
            builder =>
            {
                builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
                builder.ConfigureOpenTelemetry();
            },
            app => app.MapGet("/instances/{slug}", (string slug) => slug));
        using var listener = spans.Listen();
        using var client = new HttpClient { BaseAddress = Address(app) };

        using var probe = await client.GetAsync(new Uri("/health", UriKind.Relative), Ct);
        using var answer = await client.GetAsync(new Uri("/instances/anna", UriKind.Relative), Ct);

        // The span ends after the answer has been sent.
        var recorded = await Eventually.SeeAsync(
            () => Task.FromResult(spans.Recorded), ended => ended.Count > 0, TimeSpan.FromSeconds(30), Ct);
        var span = Assert.Single(recorded);
        Assert.Equal("GET /instances/{slug}", span.DisplayName);
        Assert.Equal("/instances/{slug}", span.GetTagItem("http.route"));
        Assert.Equal(200, span.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task Without_an_address_for_telemetry_nothing_is_built_for_it()
    {
        await using var app = await StartAsync(_ => { });

        Assert.Null(app.Services.GetService<TracerProvider>());
    }

    private static async Task<WebApplication> StartAsync(
        Action<WebApplicationBuilder> configure, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        await app.StartAsync(Ct);
        return app;
    }

    private static Uri Address(WebApplication app) => new(app.Urls.First());
}
