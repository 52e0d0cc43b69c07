using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;
using NcAspire.Vault.Local;
using Npgsql;

namespace NcAspire.Bench.Relay;

/// <summary>The relay as a process of its own, over a database of its own with one instance in it.</summary>
internal sealed class RelayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly EmbeddedPostgres _postgres;

    private RelayProcess(Process process, EmbeddedPostgres postgres, Uri address, string token) =>
        (_process, _postgres, Address, Token) = (process, postgres, address, token);

    public Uri Address { get; }

    /// <summary>The instance's.</summary>
    public string Token { get; }

    /// <summary>Its memory now, bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<RelayProcess> StartAsync(string repository, FakeVendor vendor, CancellationToken cancellationToken)
    {
        var postgres = new EmbeddedPostgres();
        await postgres.InitializeAsync();
        using var template = new SchemaTemplate();
        var database = await template.CopyAsync(postgres, cancellationToken);
        var master = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));
        var token = await SeedAsync(database, master, vendor, cancellationToken);

        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(repository, "artifacts/bin/NcAspire.Relay/release/NcAspire.Relay.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__ncaspire"] = database;
        start.Environment["NC_MASTER_KEY"] = master;
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Vendors__openrouter__Address"] = new Uri(vendor.Address, "/api/v1").ToString();
        start.Environment["Relay__Concurrency"] = "1000";
        start.Environment["Relay__DailyRequests"] = long.MaxValue.ToString(CultureInfo.InvariantCulture);
        start.Environment["Relay__DailyTokens"] = long.MaxValue.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The relay can't be started.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var relay = new RelayProcess(process, postgres, address, token);
        await relay.SeeAliveAsync(cancellationToken);
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _postgres.DisposeAsync();
    }

    private static async Task<string> SeedAsync(string database, string master, FakeVendor vendor, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("NC_MASTER_KEY", (string?)master)]);
        builder.AddLocalVault();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(database));
        builder.Services.AddPostgresStore();
        builder.Services.AddSingleton<ChangeLlm>();
        builder.Services.AddSingleton<IssueRelayToken>();
        using var host = builder.Build();
        var (services, clock, actor) = (host.Services, TimeProvider.System, new Actor(null, "bench"));

        var user = new User(UserId.New(clock), "bench@example.org", "hash", clock.GetUtcNow());
        await services.GetRequiredService<IAccountStore>().AddUserAsync(user, cancellationToken);
        var id = InstanceId.New(clock);
        var slug = Slug.TryParse("bench") ?? throw new InvalidOperationException("The slug is wrong.");
        await services.GetRequiredService<IInstanceStore>().AddAsync(
            new NewInstance(
                id, OperationId.New(clock), user.Id, slug, "local", "local", "none", InstanceNames.Machine(id), InstanceNames.Volume(id), MemoryBytes: 1L << 30),
            cap: 1,
            admission: null,
            actor,
            cancellationToken);
        await services.GetRequiredService<ChangeLlm>().ExecuteAsync(
            user.Id, slug, null, new Dictionary<string, string?> { [SecretCatalog.OpenRouter.Name.Value] = vendor.Key }, actor, cancellationToken);
        return await services.GetRequiredService<IssueRelayToken>().ExecuteAsync(id, cancellationToken)
            ?? throw new InvalidOperationException("The instance is not there.");
    }

    private async Task SeeAliveAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        while (!_process.HasExited)
        {
            try
            {
                if ((await http.GetAsync(new Uri(Address, "/health"), cancellationToken)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException("The relay ended at its start.");
    }
}
