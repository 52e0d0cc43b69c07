using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Compute.Local;

namespace NcAspire.Functions;

/// <summary>The backends of this process: those whose section is configured. Regions name them.</summary>
public static class ComputeBackends
{
    /// <exception cref="InvalidOperationException">No backend is configured.</exception>
    public static void AddComputeBackends(this IHostApplicationBuilder builder)
    {
        var hasLocal = builder.Configuration.GetSection(LocalOptions.Section).Exists();
        var hasDocker = builder.Configuration.GetSection(DockerGuardOptions.Section).Exists();

        if (hasLocal)
        {
            builder.AddLocalCompute();
        }

        if (hasDocker)
        {
            builder.AddDockerCompute();
        }

        if (!hasLocal && !hasDocker)
        {
            throw new InvalidOperationException(
                "No backend is configured: set section DockerGuard for machines on Docker, or section Local for development.");
        }
    }
}
