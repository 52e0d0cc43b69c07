using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Store.Tests;

/// <summary>Gives each test a database of its own with the schema, and the stores over it.</summary>
public abstract class StoreTest(EmbeddedPostgres postgres, SchemaTemplate template) : IAsyncLifetime
{
    protected const int Racers = 8;
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    protected static readonly Actor Somebody = new(null, "192.0.2.7");

    private ServiceProvider? _services;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected ServiceProvider Services => _services ?? throw new InvalidOperationException("The test has not begun.");

    protected NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    protected IInstanceStore Instances => Services.GetRequiredService<IInstanceStore>();

    protected IObservationStore Observations => Services.GetRequiredService<IObservationStore>();

    protected IOperationStore Operations => Services.GetRequiredService<IOperationStore>();

    protected ILinkStore Links => Services.GetRequiredService<ILinkStore>();

    protected IAccountStore Accounts => Services.GetRequiredService<IAccountStore>();

    public virtual async ValueTask InitializeAsync()
    {
        var connectionString = await template.CopyAsync(postgres, Ct);
        _services = new ServiceCollection()
            .AddLogging()

            // By a function, so that its connections end with the test.
            .AddSingleton(_ => NpgsqlDataSource.Create(connectionString))
            .AddPostgresStore()
            .BuildServiceProvider();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    protected static Slug SlugOf(string text) => Slug.TryParse(text) ?? throw new ArgumentException(text);

    protected async Task<UserId> AddUserAsync(string email = "ada@example.org")
    {
        var user = new User(UserId.New(TimeProvider.System), email, "hash", TimeProvider.System.GetUtcNow());
        Assert.True(await Accounts.AddUserAsync(user, Ct));
        return user.Id;
    }

    protected static NewInstance New(UserId user, string slug)
    {
        var id = InstanceId.New(TimeProvider.System);
        return new NewInstance(
            id,
            OperationId.New(TimeProvider.System),
            user,
            SlugOf(slug),
            "local",
            "local",
            "openclaw@2026.9.6",
            InstanceNames.Machine(id),
            InstanceNames.Volume(id),
            MemoryBytes: 1536L << 20);
    }

    protected async Task<Instance> AddInstanceAsync(UserId user, string slug = "ada")
    {
        var outcome = await Instances.AddAsync(New(user, slug), cap: 100, admission: null, Somebody, Ct);
        return Assert.IsType<AddOutcome.Added>(outcome).Instance.Instance;
    }

    /// <summary>An instance whose creation has ended well.</summary>
    protected async Task<Instance> AddRunningAsync(UserId user, string slug = "ada")
    {
        var instance = await AddInstanceAsync(user, slug);
        var worker = Guid.NewGuid();
        var claim = await ClaimAsync(worker);
        Assert.True(await Operations.SucceedAsync(claim.Operation.Id, worker, InstanceStatus.Running, Ct));
        return (await FindAsync(instance.Id)).Instance;
    }

    protected async Task<Claim> ClaimAsync(Guid worker, TimeSpan? lease = null)
    {
        var claim = await Operations.ClaimNextAsync(worker, lease ?? Lease, Ct);
        Assert.NotNull(claim);
        return claim;
    }

    protected async Task<InstanceDetail> FindAsync(InstanceId instance)
    {
        var detail = await Instances.FindAsync(instance, Ct);
        Assert.NotNull(detail);
        return detail;
    }

    protected static InstanceChange Change(OperationKind kind, bool whenIdle = true) => new(
        OperationId.New(TimeProvider.System),
        kind,
        kind switch
        {
            OperationKind.Stop => DesiredState.Stopped,
            OperationKind.Delete => DesiredState.Deleted,
            OperationKind.Configure => null,
            _ => DesiredState.Running,
        },
        kind switch
        {
            OperationKind.Start => [InstanceStatus.Stopped, InstanceStatus.Error],
            OperationKind.Stop or OperationKind.Restart => [InstanceStatus.Running],
            _ => Enum.GetValues<InstanceStatus>(),
        },
        whenIdle);

    protected async Task<OperationId> RequestAsync(InstanceId instance, OperationKind kind, bool whenIdle = false)
    {
        var outcome = await Instances.RequestAsync(instance, Change(kind, whenIdle), Somebody, Ct);
        return Assert.IsType<ChangeOutcome.Accepted>(outcome).Operation;
    }

    /// <summary>Runs the same thing several times at once.</summary>
    protected static Task<T[]> RaceAsync<T>(Func<int, Task<T>> run)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racers = Enumerable.Range(0, Racers).Select(async number =>
        {
            await start.Task;
            return await run(number);
        }).ToArray();
        start.SetResult();
        return Task.WhenAll(racers);
    }

    /// <summary>Lets every lease run out, as time would.</summary>
    protected Task ExpireLeasesAsync() => ExecuteAsync(
        """
        update instances set lease_until = now() - interval '1 second' where lease_owner is not null;
        update whatsapp_links set lease_until = now() - interval '1 second' where lease_owner is not null;
        """);

    protected async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }

    /// <summary>Waits until a statement of this database waits for a row that another transaction locks.</summary>
    protected async Task SomeoneIsBlockedAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (await ScalarAsync<int>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }

    protected async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: Ct));
    }
}
