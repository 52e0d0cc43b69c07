using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// The page that shows the resources and their logs: on loopback only, for whoever has the token that the terminal prints.
/// </summary>
internal sealed class DashboardServer(
    IConfiguration configuration, ResourceBoard board, LogStore logs, TimeProvider time) : IAsyncDisposable
{
    private const string DefaultUrl = "http://localhost:18888";
    private const int TokenBytes = 16;

    private readonly string _token = configuration["AppHost:BrowserToken"] is { Length: > 0 } fixedToken
        ? fixedToken
        : RandomNumberGenerator.GetHexString(TokenBytes * 2, lowercase: true);

    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _app;

    /// <summary>Starts the page.</summary>
    /// <returns>The address to open, with the token.</returns>
    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        var url = new Uri((configuration["ASPNETCORE_URLS"] is { Length: > 0 } urls ? urls : DefaultUrl).Split(';')[0]);

        if (url.Port != 0)
        {
            await PortAllocation.EnsureFreeAsync("dashboard", url.Port, time, cancellationToken);
        }

        _app = Build(url.Port);
        await _app.StartAsync(cancellationToken);
        return $"http://localhost:{new Uri(_app.Urls.First()).Port}/login?t={_token}";
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Open streams would hold the server up.
        await _stopping.CancelAsync();

        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private WebApplication Build(int port)
    {
        // Named and without arguments, or it would take over the AppHost's own settings and addresses.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "dashboard" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            if (port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(port);
            }
        });
        builder.Services.AddRoutingCore();

        var app = builder.Build();
        var guard = new DashboardGuard(_token);
        var streams = new DashboardStreams(board, logs, time, _stopping.Token);
        app.Use(guard.InvokeAsync);
        app.MapGet("/login", guard.Login);
        app.MapGet("/", () => Results.Content(DashboardPage.Render(board.Snapshot(), time.GetUtcNow()), "text/html; charset=utf-8"));
        app.MapGet("/resources", streams.ResourcesAsync);
        app.MapGet("/logs", streams.LogsAsync);
        app.MapGet("/dashboard.css", () => Asset("dashboard.css", "text/css; charset=utf-8"));
        app.MapGet("/dashboard.js", () => Asset("dashboard.js", "text/javascript; charset=utf-8"));
        return app;
    }

    private static IResult Asset(string name, string contentType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Results.Content(reader.ReadToEnd(), contentType);
    }
}
