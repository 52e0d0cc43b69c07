using Docker.DotNet;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

public static class DockerEngineExtensions
{
    /// <summary>
    /// Registers the provider "docker" with the options of section <c>Docker</c>, for the process that holds the engine's socket.
    /// Who holds it is root on the host: that process should do nothing else.
    /// </summary>
    public static void AddDockerEngine(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<DockerOptions>().BindConfiguration(DockerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DockerOptions>, DockerOptionsValidator>();
        builder.Services.TryAddSingleton(Client);
        builder.Services.AddSingleton<Engine>();
        builder.Services.AddSingleton<Ownership>();
        builder.Services.AddSingleton<MachineContainers>();
        builder.Services.AddSingleton<MachineRuns>();
        builder.Services.AddSingleton<StateVolumes>();
        builder.Services.AddSingleton<StateFiles>();
        builder.Services.AddSingleton<TenantNetwork>();
        builder.Services.AddSingleton<GatewayImages>();
        builder.Services.AddSingleton<DockerCommands>();
        builder.Services.AddSingleton<EngineHost>();
        builder.Services.AddSingleton<OwnedResources>();
        builder.Services.AddSingleton<MachineEvents>();
        builder.Services.AddSingleton<IComputeProvider, DockerCompute>();
    }

    // No version in the paths: each engine answers in its newest one, and none refuses one that it has given up.
    private static IDockerClient Client(IServiceProvider services)
    {
        var endpoint = new Uri(services.GetRequiredService<IOptions<DockerOptions>>().Value.Endpoint);

        // Every call has a limit of its own, and some may take long.
        return new DockerClientConfiguration(endpoint, defaultTimeout: Timeout.InfiniteTimeSpan).CreateClient();
    }
}
