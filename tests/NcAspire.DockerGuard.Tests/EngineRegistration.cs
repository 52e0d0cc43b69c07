using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard.Tests;

internal static class EngineRegistration
{
    /// <summary>Puts a provider of the test where AddDockerEngine would put the real one.</summary>
    public static void AddEngine(this WebApplicationBuilder builder, IComputeProvider engine, TimeProvider? clock = null)
    {
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddOptions<DockerOptions>().BindConfiguration(DockerOptions.Section);
        builder.Services.AddSingleton(engine);
    }
}
