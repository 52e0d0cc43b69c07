using Dapper;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Secrets;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Functions.Tests;

/// <summary>The whole functions application on a port of its own, over a real database; only backend and gateways are fakes.</summary>
public sealed class Api : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _connectionString;

    private Api(IHost host, FakeCompute compute, FakeGateway gateway, LogLines log, string connectionString)
    {
        (_host, Compute, Gateway, Log, _connectionString) = (host, compute, gateway, log, connectionString);
        var addresses = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        Address = new Uri(addresses.Addresses.Single());
        Nobody = new Person(this, token: null);
    }

    public Uri Address { get; }

    public FakeCompute Compute { get; }

    public FakeGateway Gateway { get; }

    public LogLines Log { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Somebody without a token.</summary>
    public Person Nobody { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="configure">Changes services before the application is built; settings are <c>Section:Name=value</c>.</param>
    public static async Task<Api> StartAsync(
        string connectionString, Action<IServiceCollection>? configure = null, params string[] settings)
    {
        var compute = new FakeCompute();
        var gateway = new FakeGateway(compute);
        var log = new LogLines();
        string[] arguments =
        [
            "--applicationName=NcAspire.Functions",
            "--urls=http://127.0.0.1:0",
            "--environment=Production",
            $"--contentRoot={AppContext.BaseDirectory}",
            "--Runner:FirstDelay=00:00:00.02",
            "--Runner:MaxAttempts=3",
            "--Link:ConnectPoll=00:00:00.02",
            "--Machine:ProbeInterval=00:00:00.02",
            "--Instances:CapPerUser=3",
            "--Limits:InstanceCreate:Count=1000",
            "--Limits:QrStart:Count=1000",
            "--Limits:KeyWrite:Count=1000",
            "--Limits:AccountChange:Count=1000",
            "--Limits:Export:Count=1000",
            "--Accounts:SignUpsPerAddress=1000",
            "--Accounts:SignUpsPerAccount=1000",
            .. settings.Select(s => $"--{s}"),
        ];

        var builder = FunctionsApplication.CreateBuilder(arguments);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:ncaspire", connectionString)]);
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddProvider(log);
        builder.AddNcAspire();
        builder.UseMiddleware<Timers>();
        builder.Services.AddSingleton<IComputeProvider>(compute);
        builder.Services.AddSingleton<IGateway>(gateway);
        builder.Services.AddSingleton<IMasterKeys, TestMasterKeys>();
        configure?.Invoke(builder.Services);

        var host = builder.Build();
        try
        {
            await host.StartAsync(Ct);
            return new Api(host, compute, gateway, log, connectionString);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Signs somebody up.</summary>
    public async Task<Person> SignUpAsync(string name = "ada")
    {
        var email = $"{name}.{Guid.NewGuid():N}@example.org";
        var answer = await Nobody.PostAsync("signup", new { email, password = Person.Password });
        Assert.Equal(201, answer.Status);
        return new Person(this, answer.Text("token")) { Email = email, Id = Guid.Parse(answer.Text("userId")) };
    }

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }

    /// <summary>Every row of every table as text, and how many rows each table has.</summary>
    public async Task<(string Text, IReadOnlyDictionary<string, long> Counts)> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        var tables = await connection.QueryAsync<string>(new CommandDefinition(
            "select table_name from information_schema.tables where table_schema = 'public' order by 1", cancellationToken: Ct));
        var text = new List<string>();
        var counts = new Dictionary<string, long>();
        foreach (var table in tables)
        {
            var rows = (await connection.QueryAsync<string>(
                new CommandDefinition($"select t::text from {table} t", cancellationToken: Ct))).ToList();
            counts.Add(table, rows.Count);
            text.AddRange(rows.Select(row => $"{table}: {row}"));
        }

        return (string.Join('\n', text), counts);
    }

    public Task StopAsync() => _host.StopAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        Nobody.Dispose();
        await using (var connection = new NpgsqlConnection(_connectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        Assert.Empty(Compute.Violations);
    }
}
