using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Instances;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Telemetry;
using NcAspire.Relay.Vendors;
using NcAspire.Store.Postgres;
using NcAspire.Vault;
using NcAspire.Vendors;

namespace NcAspire.Relay;

/// <summary>Puts the relay together. Where the master keys are comes on top.</summary>
internal static class RelayApplication
{
    // Longer than most answers take, shorter than a service manager's usual patience.
    private static readonly TimeSpan _shutdown = TimeSpan.FromSeconds(25);

    /// <exception cref="InvalidOperationException">A setting can't be used; the message says which.</exception>
    public static WebApplication BuildRelay(this WebApplicationBuilder builder)
    {
        var options = Options(builder.Configuration);
        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("ncaspire", settings => settings.DisableHealthChecks = true);
        builder.Services.AddPostgresStore();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store", HealthStatus.Unhealthy);
        builder.AddVendors();
        builder.Services.AddRelay(options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdown);
        builder.Listen(options);

        // The server's own lines about requests hold whatever a caller put into the target; ours have all that is needed.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        var calls = app.Services.GetRequiredService<CallMiddleware>();
        app.MapFallback("{**path}", calls.InvokeAsync);
        return app;
    }

    private static void AddRelay(this IServiceCollection services, RelayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<StoreHealth>();
        services.AddSingleton<SecretReader>();
        services.AddSingleton<CheckMasterKeys>();
        services.AddHostedService<VaultCheck>();
        services.AddSingleton<Measures>();
        services.AddSingleton<UsageLedger>();
        services.AddSingleton<Passes>();
        services.AddSingleton(new Gates<InstanceId>(options.Concurrency));
        services.AddSingleton<ConnectionLimit>();
        services.AddSingleton<VendorClient>();
        services.AddSingleton<Faults>();
        services.AddSingleton<OwnAnswers>();
        services.AddSingleton<Exchange>();
        services.AddSingleton<RelayHandler>();
        services.AddSingleton<CallMiddleware>();
        services.AddHostedService<UsageWriter>();
        services.AddHostedService<PassSweeper>();
    }

    private static RelayOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection(RelayOptions.Section).Get<RelayOptions>() ?? new RelayOptions();
        var complaints = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), complaints, validateAllProperties: true)
            ? options
            : throw new InvalidOperationException(string.Join(' ', complaints.Select(complaint => complaint.ErrorMessage)));
    }

    private static void Listen(this WebApplicationBuilder builder, RelayOptions options)
    {
        var listen = builder.Configuration.GetSection(ListenOptions.Section).Get<ListenOptions>() ?? new ListenOptions();
        var endpoints = listen.Listen.Select(text => IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0
            ? endpoint
            : throw new InvalidOperationException($"Relay:Listen takes addresses with ports such as 10.210.0.1:7080, not {text}.")).ToList();
        if (listen.FreeBind && !RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            throw new InvalidOperationException("Relay:FreeBind is for Linux only.");
        }

        if (listen.FreeBind)
        {
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = ListenSocket.Bind);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The defaults hold for what listens after them only.
            Limit(kestrel, options);
            endpoints.ForEach(endpoint => kestrel.Listen(endpoint));
        });
    }

    private static void Limit(KestrelServerOptions kestrel, RelayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(endpoint.ApplicationServices.GetRequiredService<ConnectionLimit>().Around);
        });

        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = 8192;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MaxRequestBodySize = options.MaxRequestBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

        // A gateway may read slowly; what it does not take at all ends with the idle limit.
        limits.MinResponseDataRate = null;
    }
}
