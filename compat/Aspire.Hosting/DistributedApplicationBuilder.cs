using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    // Resources are stopped one after the other and each may use up its grace.
    private static readonly TimeSpan _shutdownTimeout = TimeSpan.FromMinutes(2);

    private readonly HostApplicationBuilder _host;
    private readonly List<IResource> _resources = [];

    public DistributedApplicationBuilder(string[] args)
    {
        // No defaults: AppHost.cs and the environment say everything, and no file watcher is needed.
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        _host.Configuration.AddEnvironmentVariables().AddCommandLine(args);

        var metadata = Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [];
        AppHostDirectory = metadata.FirstOrDefault(entry => entry.Key == "apphostprojectpath")?.Value
            ?? Directory.GetCurrentDirectory();
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    internal IReadOnlyList<IResource> Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources with the name '{resource.Name}'.");
        }

        _resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        var services = _host.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IReadOnlyList<IResource>>(_resources);
        services.AddSingleton<LogStore>();
        services.AddSingleton<ResourceBoard>();
        services.AddSingleton<DashboardServer>();
        services.AddSingleton(provider => new Terminal(
            ApplicationName, Console.Out, Console.Error, provider.GetRequiredService<LogStore>()));
        services.AddSingleton<Orchestrator>();
        services.AddHostedService(provider => provider.GetRequiredService<Orchestrator>());
        services.Configure<HostOptions>(options => options.ShutdownTimeout = _shutdownTimeout);
        services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);

        return new DistributedApplication(_host.Build());
    }

    // NcAspire.AppHost runs NcAspire.
    private static string ApplicationName =>
        (Assembly.GetEntryAssembly()?.GetName().Name ?? "The application").Replace(".AppHost", "", StringComparison.Ordinal);
}
