using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker.Guard;

public static class DockerGuardExtensions
{
    /// <summary>
    /// Registers the provider "docker" for a process that must not hold the engine's socket: it asks the guard of section
    /// <c>DockerGuard</c>, whose <c>Docker:Image</c> must be the same as here.
    /// </summary>
    public static void AddDockerCompute(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<DockerOptions>().BindConfiguration(DockerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<DockerGuardOptions>().BindConfiguration(DockerGuardOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DockerGuardOptions>, DockerGuardOptionsValidator>();
        builder.Services.AddSingleton<GuardClient>();
        builder.Services.AddSingleton<IComputeProvider, GuardedCompute>();
    }
}
