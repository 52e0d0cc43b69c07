using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>
/// Puts the guard together around the provider that the builder has. It has as few parts as can be, since it holds the key of the
/// host: no telemetry, no TLS, no listener beside the one of section <c>Guard</c>, no state.
/// </summary>
internal static class GuardApplication
{
    // Longer than a verb that is under way gets, shorter than an engine's or service manager's usual 10 seconds.
    private static readonly TimeSpan _shutdown = TimeSpan.FromSeconds(8);

    /// <exception cref="OptionsValidationException">At its start: a setting is missing or wrong; the message says which.</exception>
    public static WebApplication BuildGuard(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<GuardOptions>().BindConfiguration(GuardOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GuardOptions>, GuardOptionsValidator>();
        builder.Services.AddSingleton<GuardPolicy>();
        builder.Services.AddSingleton<Room>();
        builder.Services.AddSingleton<Gates>();
        builder.Services.AddSingleton<Problems>();
        builder.Services.AddSingleton<VerbHandler>();
        builder.Services.AddSingleton<WatchHandler>();
        builder.Services.AddSingleton<EngineHealth>();
        builder.Services.AddHostedService<SocketFile>();
        builder.Services.AddHostedService<StopAtEnd>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdown);
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<GuardOptions>>(Listen);
        builder.WebHost.PreferHostingUrls(false).UseUrls();

        // The server's own lines about requests hold whatever a caller put into the target; the audit has all that is needed.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // The slim builder chooses the form of lines in code, and that would win over the settings.
        builder.Services.AddOptions<ConsoleLoggerOptions>().PostConfigure<IConfiguration>(
            (console, settings) => console.FormatterName = settings["Logging:Console:FormatterName"] ?? console.FormatterName);

        var app = builder.Build();
        app.UseMiddleware<AuditMiddleware>();
        app.UseRouting();
        app.UseMiddleware<DoorMiddleware>();
        app.MapGuard();
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, IOptions<GuardOptions> options)
    {
        // Section Kestrel can't open another door.
        kestrel.ConfigurationLoader = null;
        kestrel.AddServerHeader = false;

        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = 1024;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 1024;
        limits.MaxRequestHeaderCount = 24;
        limits.MaxRequestHeadersTotalSize = 4096;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        limits.MaxRequestBodySize = GuardVerbs.All.Max(verb => verb.MaxBody);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(2));

        var address = GuardAddress.TryParse(options.Value.Address)
            ?? throw new InvalidOperationException("The address of the guard was not validated.");
        if (address.Socket is { } path)
        {
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
        }
        else if (address.Loopback is { } loopback)
        {
            kestrel.Listen(loopback, listen => listen.Protocols = HttpProtocols.Http1);
        }
    }
}
