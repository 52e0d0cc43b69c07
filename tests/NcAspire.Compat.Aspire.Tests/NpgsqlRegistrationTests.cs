using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class NpgsqlRegistrationTests(EmbeddedPostgres postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_data_source_and_its_health_check_use_the_connection_string_of_that_name()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:ncaspire"] = await postgres.CreateDatabaseAsync(Ct);
        builder.AddNpgsqlDataSource("ncaspire");
        using var host = builder.Build();

        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 42");
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ct);

        Assert.Equal(42, await command.ExecuteScalarAsync(Ct));
        Assert.Equal(HealthStatus.Healthy, report.Entries["PostgreSql"].Status);
    }

    [Fact]
    public async Task An_unreachable_server_is_unhealthy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddNpgsqlDataSource("ncaspire", settings => settings.ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody");
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ct);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
    }

    [Fact]
    public void A_missing_connection_string_says_where_it_belongs()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddNpgsqlDataSource("ncaspire");
        using var host = builder.Build();

        var fault = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>());

        Assert.Contains("'ConnectionStrings:ncaspire'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_health_check_can_be_left_out()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Aspire:Npgsql:ncaspire:DisableHealthChecks"] = "true";
        builder.AddNpgsqlDataSource("ncaspire");
        using var host = builder.Build();

        Assert.Null(host.Services.GetService<HealthCheckService>());
    }
}
