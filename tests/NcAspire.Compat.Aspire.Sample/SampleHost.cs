using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace NcAspire.Compat.Aspire.Sample;

/// <summary>The stack in small: Postgres, a job, a service behind a service.</summary>
public static class SampleHost
{
    public static DistributedApplication Create(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        var settings = builder.Configuration;

        var database = builder.AddPostgres("postgres")
            .WithHostPort(settings.GetValue<int?>("NC_POSTGRES_PORT"))
            .WithDataBindMount(settings["SAMPLE_DATA"] ?? throw new InvalidOperationException("SAMPLE_DATA is missing."))
            .AddDatabase("ncaspire");

        const string project = "NcAspire.Compat.Aspire.Sample.csproj";

        var migrations = builder.AddProject("migrations", project, launchProfileName: null)
            .WithEnvironment("SAMPLE_PART", "job")
            .WithReference(database)
            .WaitFor(database);

        var functions = builder.AddProject("functions", project, launchProfileName: null)
            .WithHttpEndpoint(port: settings.GetValue<int?>("NC_FUNCTIONS_PORT"), isProxied: false)
            .WithHttpHealthCheck("/health")
            .WithEnvironment("SAMPLE_PART", "service")
            .WithReference(database)
            .WaitForCompletion(migrations);

        builder.AddProject("web", project, launchProfileName: null)
            .WithHttpEndpoint(port: settings.GetValue<int?>("NC_WEB_PORT"), isProxied: false)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health")
            .WithEnvironment("SAMPLE_PART", "service")
            .WithReference(functions)
            .WaitFor(functions);

        return builder.Build();
    }
}
