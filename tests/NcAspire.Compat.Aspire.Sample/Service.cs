using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace NcAspire.Compat.Aspire.Sample;

/// <summary>A service with the defaults, and with the database if it has a reference to it.</summary>
public static class Service
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();

        var hasDatabase = builder.Configuration.GetConnectionString("ncaspire") is not null;

        if (hasDatabase)
        {
            builder.AddNpgsqlDataSource("ncaspire");
        }

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/pid", () => Environment.ProcessId);
        app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty);

        if (hasDatabase)
        {
            app.MapGet("/database", async (NpgsqlDataSource data, CancellationToken cancellationToken) =>
            {
                await using var command = data.CreateCommand("select current_database()");
                return (string?)await command.ExecuteScalarAsync(cancellationToken);
            });
        }

        app.MapGet("/through", (IHttpClientFactory clients, CancellationToken cancellationToken) =>
            clients.CreateClient().GetStringAsync(new Uri("https+http://functions/database"), cancellationToken));
        app.MapPost("/say", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            Console.WriteLine(await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
        });
        await app.RunAsync();
    }
}
