using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard.Tests;

/// <summary>A process that asks a guard, as functions do.</summary>
internal static class Caller
{
    public static IHost Host(string address, string tokenPath, string image = TestGuard.Image, TimeProvider? clock = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DockerGuard:Address"] = address,
            ["DockerGuard:TokenPath"] = tokenPath,
            ["Docker:Image"] = image,
        });
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.AddDockerCompute();
        return builder.Build();
    }
}
