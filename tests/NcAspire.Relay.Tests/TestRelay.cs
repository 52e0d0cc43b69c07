using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Workflows;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;
using Npgsql;

namespace NcAspire.Relay.Tests;

/// <summary>A relay in this process, listening for real, over a database of its own; all vendors are one fake.</summary>
internal sealed class TestRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MasterKey _master;
    private UserId _user;
    private int _instances;

    private TestRelay(WebApplication app, MasterKey master, FakeVendor vendor, LogLines log) =>
        (_app, _master, Vendor, Log) = (app, master, vendor, log);

    public FakeVendor Vendor { get; }

    public LogLines Log { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(2) };

    public IRelayStore Store => _app.Services.GetRequiredService<IRelayStore>();

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestRelay> StartAsync(
        EmbeddedPostgres postgres, SchemaTemplate template, params (string Name, string Value)[] settings)
    {
        var vendor = await FakeVendor.StartAsync(Ct);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:ncaspire"] = await template.CopyAsync(postgres, Ct),
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Logging:LogLevel:Npgsql"] = "Trace",
        });
        builder.Configuration.AddInMemoryCollection(ModelVendors.All.Select(v =>
            KeyValuePair.Create($"Vendors:{v.Id}:Address", (string?)$"{vendor.Address}{v.Id}{v.Upstream.AbsolutePath.TrimEnd('/')}")));
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var master = new MasterKey("test", RandomNumberGenerator.GetBytes(MasterKey.Length));
        builder.Services.AddSingleton<IMasterKeys>(new OneMasterKey(master));

        var relay = new TestRelay(builder.BuildRelay(), master, vendor, log);
        await relay._app.StartAsync(Ct);
        relay.Address = new Uri(relay.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        var user = new User(UserId.New(TimeProvider.System), "ada@example.org", "hash", TimeProvider.System.GetUtcNow());
        await relay.Services.GetRequiredService<IAccountStore>().AddUserAsync(user, Ct);
        relay._user = user.Id;
        return relay;
    }

    /// <summary>An instance with a token and the vendor's key for every vendor.</summary>
    public async Task<Tenant> AddTenantAsync()
    {
        var id = InstanceId.New(TimeProvider.System);
        var added = await Services.GetRequiredService<IInstanceStore>().AddAsync(
            new NewInstance(
                id,
                OperationId.New(TimeProvider.System),
                _user,
                Slug.TryParse($"tenant-{Interlocked.Increment(ref _instances)}")!,
                "local",
                "local",
                "openclaw@2026.9.6",
                InstanceNames.Machine(id),
                InstanceNames.Volume(id),
                MemoryBytes: 1L << 30),
            cap: 1000,
            admission: null,
            new Actor(null, "192.0.2.7"),
            Ct);
        Assert.IsType<AddOutcome.Added>(added);
        foreach (var vendor in ModelVendors.All)
        {
            await SetKeyAsync(id, vendor.Keys[^1], Vendor.Key);
        }

        return new Tenant(this, id, await IssueAsync(id));
    }

    public async Task<string> IssueAsync(InstanceId instance) => (await new IssueRelayToken(Store).ExecuteAsync(instance, Ct))!;

    public Task SetKeyAsync(InstanceId instance, SecretName name, string value) => WriteKeyAsync(instance, name, Envelope.Seal(value, instance, name, _master));

    /// <summary>Writes a key as it is given, which may open with nothing.</summary>
    public Task WriteKeyAsync(InstanceId instance, SecretName name, SealedSecret secret) => ExecuteAsync(
        """
        insert into instance_secrets (instance_id, name, version, key_id, wrapped_key, nonce, ciphertext, tag, last4, updated_at)
        values (@Instance, @Name, @Version, @KeyId, @WrappedKey, @Nonce, @Ciphertext, @Tag, 'last', now())
        on conflict (instance_id, name) do update set
            key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, nonce = excluded.nonce, ciphertext = excluded.ciphertext, tag = excluded.tag
        """,
        new { Instance = instance.Value, Name = name.Value, secret.Version, secret.KeyId, secret.WrappedKey, secret.Nonce, secret.Ciphertext, secret.Tag });

    public Task RemoveKeysAsync(InstanceId instance) =>
        ExecuteAsync("delete from instance_secrets where instance_id = @Instance", new { Instance = instance.Value });

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }

    /// <summary>Sends bytes as they are; returns what comes back until the relay closes, or the first piece when it does not.</summary>
    public async Task<string> SendRawAsync(string request, bool toTheEnd = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, Ct);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Ct);
        }
        catch (IOException)
        {
            // It was refused before its end.
        }

        var answer = new byte[256 << 10];
        var length = await stream.ReadAtLeastAsync(answer, toTheEnd ? answer.Length : 12, throwOnEndOfStream: false, Ct);
        return Encoding.Latin1.GetString(answer, 0, length);
    }

    /// <summary>As SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Vendor.DisposeAsync();
    }

    private sealed class OneMasterKey(MasterKey key) : IMasterKeys
    {
        public ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken) => ValueTask.FromResult(key);

        public ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken) => id == key.Id
            ? ValueTask.FromResult(key)
            : throw new VaultException($"There is no master key {id}.", isTransient: id is "away");
    }
}
