using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using NcAspire.Web.Accounts;
using NcAspire.Web.Clients;
using NcAspire.Web.Components;
using NcAspire.Web.Events;
using NcAspire.Web.Security;

namespace NcAspire.Web;

/// <summary>What the web front is made of, and the order a request passes through it.</summary>
public static class Composition
{
    /// <summary>Name of the functions app, as service discovery knows it (<c>services:functions:http:0</c>).</summary>
    private const string Functions = "http://functions";

    public static WebApplicationBuilder AddWeb(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });

        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddBrowserSession();
        builder.AddForwardedAddress();
        builder.AddPersistentKeys();

        builder.Services.AddTransient<CallerHandler>();
        builder.Services
            .AddHttpClient<NcAspireClient>(http => http.BaseAddress = new Uri($"{Functions}/api/"))
            .AddHttpMessageHandler<CallerHandler>();

        return builder;
    }

    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseForwardedHeaders();

        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler("/fault", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/fault/{0}", createScopeForStatusCodePages: true);
        app.UseMiddleware<FaultPages>();
        app.UseMiddleware<SessionEnd>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseMiddleware<FormOrigin>();

        app.MapDefaultEndpoints();
        app.MapStaticAssets();
        app.MapLogout();
        app.MapInstanceEvents();
        app.MapInstanceLink();
        app.MapKeyCheck();
        app.MapAccountExport();
        app.MapRazorComponents<App>();

        return app;
    }

    /// <summary>
    /// Only a proxy listed under <c>TrustedProxies</c> (addresses or CIDR ranges) may say who the browser is and that it
    /// speaks https; without any, the connection itself is the truth.
    /// </summary>
    private static void AddForwardedAddress(this WebApplicationBuilder builder)
    {
        var proxies = builder.Configuration.GetSection("TrustedProxies").Get<string[]>() ?? [];

        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            options.ForwardedHeaders = proxies.Length == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            foreach (var proxy in proxies)
            {
                if (proxy.Contains('/'))
                {
                    options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
                }
                else
                {
                    options.KnownProxies.Add(IPAddress.Parse(proxy));
                }
            }
        });
    }

    /// <summary>
    /// Keys that outlive the process, in <c>DataProtection:Path</c>: without them every restart would log everybody out,
    /// and two replicas would not read each other's cookies.
    /// </summary>
    private static void AddPersistentKeys(this WebApplicationBuilder builder)
    {
        var keys = builder.Services.AddDataProtection().SetApplicationName("NcAspire.Web");

        if (builder.Configuration["DataProtection:Path"] is { Length: > 0 } path)
        {
            keys.PersistKeysToFileSystem(PrivateDirectory(path));
        }
        else if (builder.Environment.IsProduction())
        {
            throw new InvalidOperationException("Set DataProtection:Path to a folder that outlives this process.");
        }
    }

    private static DirectoryInfo PrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path);
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var directory = Directory.CreateDirectory(path, OwnerOnly);
        directory.UnixFileMode = OwnerOnly;
        return directory;
    }
}
