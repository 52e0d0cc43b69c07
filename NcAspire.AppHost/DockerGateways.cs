using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace NcAspire.AppHost;

/// <summary>Gateways as containers of a Docker engine, whose socket the guard alone holds.</summary>
internal static class DockerGateways
{
    /// <summary>Containers outlive a restart of functions and of the guard; the guard stops them in an orderly end of the stack.</summary>
    public static void WithDockerGateways(
        this IResourceBuilder<ProjectResource> functions, IDistributedApplicationBuilder builder, string dataFolder)
    {
        var settings = builder.Configuration;
        var folder = Path.Combine(dataFolder, "docker");
        var token = Path.Combine(folder, "guard-token");
        SecretFile.Ensure(token);

        // The containers of this data folder, told apart from those of another one on the same engine.
        var installation = SecretFile.Ensure(Path.Combine(folder, "installation"))[..12];

        var port = settings.GetValue("NC_GUARD_PORT", 7073);
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var guard = builder.AddProject("docker-guard", "../hosts/NcAspire.DockerGuard/NcAspire.DockerGuard.csproj", launchProfileName: null)
            .WithHttpEndpoint(port: port, isProxied: false)
            .WithHttpHealthCheck("/health")
            .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithEnvironment("Docker__Endpoint", settings["NC_DOCKER_HOST"])
            .WithEnvironment("Docker__Installation", installation)
            .WithEnvironment("Docker__Image", settings["NC_GATEWAY_IMAGE"])
            .WithEnvironment("Guard__Address", address)
            .WithEnvironment("Guard__TokenPath", token)
            .WithEnvironment("Guard__StopMachinesAtEnd", "true");

        functions
            .WithEnvironment("DockerGuard__Address", address)
            .WithEnvironment("DockerGuard__TokenPath", token)
            .WithEnvironment("Docker__Image", settings["NC_GATEWAY_IMAGE"])
            .WaitFor(guard);
    }
}
