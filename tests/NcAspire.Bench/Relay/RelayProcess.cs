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
    private readonly ServiceProcess _process;
    private readonly EmbeddedPostgres _postgres;

    private RelayProcess(ServiceProcess process, EmbeddedPostgres postgres, Uri address, string token) =>
        (_process, _postgres, Address, Token) = (process, postgres, address, token);

    public Uri Address { get; }

    /// <summary>The instance's.</summary>
    public string Token { get; }

    /// <summary>Its memory now, bytes.</summary>
    public long WorkingSet => _process.WorkingSet;

    public static async Task<RelayProcess> StartAsync(string repository, FakeVendor vendor, CancellationToken cancellationToken)
    {
        var postgres = new EmbeddedPostgres();
        await postgres.InitializeAsync();
        using var template = new SchemaTemplate();
        var database = await template.CopyAsync(postgres, cancellationToken);
        var master = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));
        var token = await SeedAsync(database, master, vendor, cancellationToken);

        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var process = await ServiceProcess.StartAsync(
            [Path.Combine(repository, "artifacts/bin/NcAspire.Relay/release/NcAspire.Relay.dll")],
            new Dictionary<string, string>
            {
                ["ConnectionStrings__ncaspire"] = database,
                ["NC_MASTER_KEY"] = master,
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["Vendors__openrouter__Address"] = new Uri(vendor.Address, "/api/v1").ToString(),
                ["Relay__Concurrency"] = "1000",

                // All of them come from one address.
                ["Relay__ConnectionsPerAddress"] = "1000",
                ["Relay__DailyRequests"] = long.MaxValue.ToString(CultureInfo.InvariantCulture),
                ["Relay__DailyTokens"] = long.MaxValue.ToString(CultureInfo.InvariantCulture),
            },
            new Uri(address, "/health"),
            cancellationToken);
        return new RelayProcess(process, postgres, address, token);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
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
        builder.Services.AddSingleton<SealSecrets>();
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
            user.Id, slug, null, null, new Dictionary<string, string?> { [SecretCatalog.OpenRouter.Name.Value] = vendor.Key }, actor, cancellationToken);
        return await services.GetRequiredService<IssueRelayToken>().ExecuteAsync(id, cancellationToken)
            ?? throw new InvalidOperationException("The instance is not there.");
    }
}
