using System.Globalization;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using NcAspire.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;
var dataFolder = Path.GetFullPath(settings["NC_DATA"] ?? "../.data", builder.AppHostDirectory);

settings["ASPNETCORE_URLS"] ??= $"http://localhost:{settings["NC_DASHBOARD_PORT"] ?? "18888"}";

var postgres = builder.AddPostgres("postgres")
    .WithHostPort(settings.GetValue<int?>("NC_POSTGRES_PORT"))
    .WithDataBindMount(Path.Combine(dataFolder, "postgres"));

var database = postgres.AddDatabase("ncaspire");

var migrations = builder.AddProject("migrations", "../hosts/NcAspire.Migrations/NcAspire.Migrations.csproj", launchProfileName: null)
    .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
    .WithReference(database)
    .WaitFor(database);

// Gateways outlive a restart of functions and end with this process: it is their owner. In an orderly stop they end
// after functions, which would start them again.
var owner = WatchOwner.Current();
var localFolder = Path.Combine(dataFolder, "local");
var gateways = builder.AddExecutable("gateways", "sh", "../providers/NcAspire.Compute.Local", "end-gateways.sh", localFolder);

var functions = builder.AddProject("functions", "../functions/NcAspire.Functions/NcAspire.Functions.csproj", launchProfileName: null)
    .WithHttpEndpoint(port: settings.GetValue("NC_FUNCTIONS_PORT", 7071), isProxied: false)
    .WithHttpHealthCheck("/api/health")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
    .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
    .WithEnvironment("Local__OwnerPid", owner.ProcessId.ToString(CultureInfo.InvariantCulture))
    .WithEnvironment("Local__OwnerStart", owner.StartTime)
    .WithEnvironment("Local__DataPath", localFolder)
    .WithEnvironment("Local__NodePath", settings["NC_NODE"])
    .WithEnvironment("Local__OpenClawPath", settings["NC_OPENCLAW"])
    .WithEnvironment("Local__WhatsAppPluginPath", settings["NC_WHATSAPP_PLUGIN"])
    .WithReference(database)
    .WaitFor(gateways)
    .WaitForCompletion(migrations);

builder.AddProject("web", "../web/NcAspire.Web/NcAspire.Web.csproj", launchProfileName: null)
    .WithHttpEndpoint(port: settings.GetValue("NC_WEB_PORT", 8080), isProxied: false)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
    .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
    .WithEnvironment("DataProtection__Path", Path.Combine(dataFolder, "keys"))
    .WithReference(functions)
    .WaitFor(functions);

builder.Build().Run();
