using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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

// What an operator sends as bearer token to /api/ops.
var operatorToken = SecretFile.Ensure(Path.Combine(dataFolder, "ops", "token"));
var operatorTokenHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(operatorToken)));

// What wraps the data keys of customers' secrets.
var masterKey = Path.Combine(dataFolder, "keys", "master");
SecretFile.EnsureKey(masterKey);

// What gateways ask models by.
var relayPort = settings.GetValue("NC_RELAY_PORT", 7080);
var relay = builder.AddProject("relay", "../hosts/NcAspire.Relay/NcAspire.Relay.csproj", launchProfileName: null)
    .WithHttpEndpoint(port: relayPort, isProxied: false)
    .WithHttpHealthCheck("/health")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
    .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
    .WithEnvironment("Vault__KeyPath", masterKey)
    .WithReference(database)
    .WaitForCompletion(migrations);

var functions = builder.AddProject("functions", "../functions/NcAspire.Functions/NcAspire.Functions.csproj", launchProfileName: null)
    .WithHttpEndpoint(port: settings.GetValue("NC_FUNCTIONS_PORT", 7071), isProxied: false)
    .WithHttpHealthCheck("/api/health")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
    .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
    .WithEnvironment("Ops__TokenHash", operatorTokenHash)
    .WithEnvironment("Vault__KeyPath", masterKey)
    .WithReference(database)
    .WaitForCompletion(migrations)
    .WaitFor(relay);

if (settings["NC_PROVIDER"] is "docker")
{
    migrations.WithEnvironment("Regions__0__Code", "docker")
        .WithEnvironment("Regions__0__Name", "This computer, in containers")
        .WithEnvironment("Regions__0__Provider", "docker");
    functions.WithDockerGateways(builder, dataFolder);
    relay.WithBridge(functions, settings, relayPort);
}
else
{
    functions.WithLocalGateways(builder, dataFolder)
        .WithEnvironment("Relay__Address", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{relayPort}"));
}

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
