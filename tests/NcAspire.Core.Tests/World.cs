using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Orphans;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Telemetry;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Core.Tests;

/// <summary>One user with one instance, over a real database; backend and gateway are fakes of its own.</summary>
public sealed class World : IAsyncDisposable
{
    public static readonly Actor Somebody = new(null, "192.0.2.7");

    private readonly ServiceProvider _services;

    private World(ServiceProvider services, FakeCompute compute, FakeGateway gateway, LogLines log) =>
        (_services, Compute, Gateway, Log) = (services, compute, gateway, log);

    public FakeCompute Compute { get; }

    public FakeGateway Gateway { get; }

    public LogLines Log { get; }

    public IServiceProvider Services => _services;

    public UserId User { get; private set; }

    public InstanceId Id { get; private set; }

    public Slug Slug { get; } = Slug.TryParse($"a{Guid.NewGuid():N}") ?? throw new InvalidOperationException("No slug.");

    public FakePhone Phone => Gateway.PhoneOf(Id);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<World> CreateAsync(NpgsqlDataSource database, Action<IServiceCollection>? configure = null)
    {
        var compute = new FakeCompute();
        var gateway = new FakeGateway(compute);
        var log = new LogLines();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(log))
            .AddSingleton(database)
            .AddPostgresStore()
            .AddSingleton<IComputeProvider>(compute)
            .AddSingleton<IGateway>(gateway)
            .AddSingleton(new RunnerOptions { MaxAttempts = 3, FirstDelay = TimeSpan.Zero, Lease = TimeSpan.FromMinutes(5) })
            .AddSingleton(new MachineOptions { ProbeInterval = TimeSpan.FromMilliseconds(5) })
            .AddSingleton(new LinkOptions { ConnectPoll = TimeSpan.FromMilliseconds(10) })
            .AddSingleton(new InstanceOptions { CapPerUser = 3 })
            .AddSingleton(new AccountOptions())
            .AddSingleton(new CapacityOptions())
            .AddSingleton(new OrphanOptions())
            .AddSingleton<ComputeProviders>()
            .AddSingleton<GatewayReadiness>()
            .AddSingleton(new RelayPlace { Address = new Uri("http://relay.example:7080") })
            .AddSingleton(new VendorAddresses(new Dictionary<string, Uri>()))
            .AddSingleton<IssueRelayToken>()
            .AddSingleton<GatewayAccess>()
            .AddSingleton<SecretReader>()
            .AddSingleton<MachineSteps>()
            .AddSingleton<WorkflowCatalog>()
            .AddSingleton<ListRegions>()
            .AddSingleton<CreateInstance>()
            .AddSingleton<ChangeInstance>()
            .AddSingleton<RemoveClosedAccounts>()
            .AddSingleton<SealSecrets>()
            .AddSingleton<ChangeLlm>()
            .AddSingleton<ChangeChannel>()
            .AddSingleton<IMasterKeys, TestMasterKeys>()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Measures>()
            .AddSingleton<ObserveInstances>()
            .AddSingleton<CountInstances>()
            .AddSingleton<RefreshHosts>()
            .AddSingleton<ListHosts>()
            .AddSingleton<SweepOrphans>()
            .AddSingleton<LinkRunner>()
            .AddSingleton<OperationRunner>();
        foreach (var workflow in AllWorkflows.Types)
        {
            services.AddSingleton(typeof(IWorkflow), workflow);
        }

        configure?.Invoke(services);
        var world = new World(services.BuildServiceProvider(), compute, gateway, log);
        world.User = UserId.New(TimeProvider.System);
        var email = $"{world.User}@example.org";
        Assert.True(await world.Get<IAccountStore>().AddUserAsync(
            new User(world.User, email, "hash", TimeProvider.System.GetUtcNow()), Ct));
        return world;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A runner of a process of its own, over another view of the operations.</summary>
    public OperationRunner Runner(IOperationStore operations) =>
        ActivatorUtilities.CreateInstance<OperationRunner>(_services, operations);

    /// <summary>Works on all there is to do.</summary>
    public Task RunAsync() => RunAsync(Get<OperationRunner>());

    public static async Task RunAsync(OperationRunner runner)
    {
        while (await runner.RunNextAsync(Ct))
        {
            // One may have made room for the next.
        }
    }

    /// <summary>Brings the instance where an operation of this kind is possible, and asks for it.</summary>
    public async Task<OperationId> RequestAsync(OperationKind kind)
    {
        if (kind is OperationKind.Create)
        {
            var created = Assert.IsType<CreateOutcome.Accepted>(
                await Get<CreateInstance>().ExecuteAsync(User, Slug.Value, null, Somebody, Ct));
            Id = created.Instance.Instance.Id;
            return created.Instance.Operation?.Id ?? default;
        }

        if (Id == default)
        {
            await RequestAsync(OperationKind.Create);
            await RunAsync();
        }

        if (kind is OperationKind.Start && (await FindAsync()).Instance.Status is InstanceStatus.Running)
        {
            await RequestAsync(OperationKind.Stop);
            await RunAsync();
        }

        var outcome = await ChangeAsync(kind);
        return Assert.IsType<ChangeOutcome.Accepted>(outcome).Operation;
    }

    public Task<ChangeOutcome> ChangeAsync(OperationKind kind) => kind switch
    {
        OperationKind.Start => Get<ChangeInstance>().StartAsync(User, Slug, Somebody, Ct),
        OperationKind.Stop => Get<ChangeInstance>().StopAsync(User, Slug, Somebody, Ct),
        OperationKind.Restart => Get<ChangeInstance>().RestartAsync(User, Slug, Somebody, Ct),
        OperationKind.Repair => Get<ChangeInstance>().RepairAsync(User, Slug, Somebody, Ct),
        OperationKind.Delete => Get<ChangeInstance>().DeleteAsync(User, Slug, Somebody, Ct),
        OperationKind.Configure => Get<ChangeInstance>().SetOwnerAsync(User, Slug, Owner, NumberKind.Own, Somebody, Ct),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public async Task<InstanceDetail> FindAsync() =>
        await Get<IInstanceStore>().FindAsync(Id, Ct) ?? throw new InvalidOperationException("The instance is gone.");

    public async Task<Operation> FindAsync(OperationId operation) =>
        (await Get<IOperationStore>().FindAsync(User, operation, Ct))?.Operation
        ?? throw new InvalidOperationException("There is no such operation.");

    /// <summary>Lets every lease run out, as time would.</summary>
    public Task ExpireLeasesAsync() => ExecuteAsync(
        """
        update instances set lease_until = now() - interval '1 second' where lease_owner is not null;
        update whatsapp_links set lease_until = now() - interval '1 second' where lease_owner is not null;
        """);

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Get<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Get<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }

    /// <summary>Fails unless the operation ended well and the world is as it should be after it.</summary>
    public async Task AssertDoneAsync(OperationKind kind, OperationId operation)
    {
        Assert.Equal(OperationState.Succeeded, (await FindAsync(operation)).State);
        Assert.Empty(Compute.Violations);
        if (kind is OperationKind.Delete)
        {
            Assert.Null(await Get<IInstanceStore>().FindAsync(Id, Ct));
            Assert.Empty(Compute.Machines);
            Assert.Empty(Compute.Volumes);
            return;
        }

        var instance = (await FindAsync()).Instance;
        Assert.Equal(kind is OperationKind.Stop ? InstanceStatus.Stopped : InstanceStatus.Running, instance.Status);
        Assert.Null(instance.Failure);
        Assert.NotNull(instance.ProvisionedAt);
        Assert.Equal(
            kind is OperationKind.Stop ? MachinePhase.Exited : MachinePhase.Running, Assert.Single(Compute.Machines).Value.Phase);
        var volume = Assert.Single(Compute.Volumes).Value;
        Assert.Equal(kind is OperationKind.Configure, volume.Files["openclaw.json"].Contains("919876543210", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Compute.Violations);
        await _services.DisposeAsync();
    }

    private static PhoneNumber Owner => PhoneNumber.TryParse("+919876543210") ?? throw new InvalidOperationException("No number.");
}
