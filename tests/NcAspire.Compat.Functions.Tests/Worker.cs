using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NcAspire.Compat.Functions.Tests;

/// <summary>A running worker on a port of its own, with the functions of the given classes only.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly IHost _host;

    private Worker(IHost host, Lines log)
    {
        _host = host;
        Log = log;
        var address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        Client = new HttpClient
        {
            BaseAddress = new Uri(address.Addresses.Single()),
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public HttpClient Client { get; }

    public Lines Log { get; }

    public static FunctionsApplicationBuilder Builder(params Type[] functions)
    {
        var builder = FunctionsApplication.CreateBuilder(["--urls=http://127.0.0.1:0", "--environment=Production"]);
        builder.FunctionClasses = functions;
        builder.Logging.ClearProviders();
        return builder;
    }

    public static Task<Worker> StartAsync(params Type[] functions) => StartAsync(_ => { }, functions);

    public static async Task<Worker> StartAsync(Action<FunctionsApplicationBuilder> configure, params Type[] functions)
    {
        var builder = Builder(functions);
        var log = new Lines();
        builder.Logging.AddProvider(log);
        builder.ConfigureFunctionsWebApplication();
        configure(builder);

        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new Worker(host, log);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
