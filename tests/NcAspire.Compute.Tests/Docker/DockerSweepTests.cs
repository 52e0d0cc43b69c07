using Dapper;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Docker;
using NcAspire.Core.Accounts;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Orphans;
using NcAspire.Core.Workflows;
using NcAspire.Store.Postgres;
using NcAspire.Testing;
using Npgsql;
using Actor = NcAspire.Core.Audit.Actor;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>The sweep of what nobody owns, over a real engine and a real database.</summary>
public sealed class DockerSweepTests(DockerBackend backend, EmbeddedPostgres postgres, SchemaTemplate template)
    : IClassFixture<DockerBackend>, IClassFixture<EmbeddedPostgres>, IClassFixture<SchemaTemplate>, IAsyncLifetime
{
    private ServiceProvider _services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await backend.ReadyAsync(Ct);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(NpgsqlDataSource.Create(await template.CopyAsync(postgres, Ct)))
            .AddPostgresStore()
            .AddSingleton(backend.Provider)
            .AddSingleton<ComputeProviders>()
            .AddSingleton(new OrphanOptions())
            .AddSingleton<SweepOrphans>()
            .BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_nobody_s_is_listed_and_goes_after_its_grace_and_nothing_else_goes()
    {
        MachineSpec[] owned = [await backend.RunningAsync(), await backend.CreatedAsync()];
        await OwnAsync(owned);
        var lost = await backend.RunningAsync();
        var (command, network) = (await LeaveCommandAsync(owned[0]), backend.Engine.Name("old"));
        await LeaveNetworkAsync(network);
        var foreign = backend.NewSpec();
        await backend.MakeForeignContainerAsync(foreign.Name);
        await backend.MakeForeignVolumeAsync(foreign.Volume);

        // A first look only lists, whatever the age of a thing.
        Assert.Equal(Sorted(command, lost.Name, network, lost.Volume), await SweepAsync(TimeSpan.Zero));
        Assert.Equal(Sorted(command, lost.Name, network, lost.Volume), await SweepAsync(TimeSpan.FromMinutes(14)));
        Assert.Equal(MachinePhase.Running, (await backend.Provider.InspectAsync(lost.Name, Ct)).Phase);

        Assert.Equal([lost.Volume], await SweepAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal([lost.Volume], await SweepAsync(TimeSpan.FromDays(6)));
        Assert.True(await backend.Provider.VolumeExistsAsync(lost.Volume, Ct));

        Assert.Empty(await SweepAsync(TimeSpan.FromDays(1)));
        Assert.Equal(
            Sorted([.. owned.SelectMany(spec => (string[])[spec.Name, spec.Volume])]),
            Sorted([.. (await backend.Provider.ListOwnedAsync(Ct)).Select(resource => resource.Name)]));
        Assert.Equal(MachinePhase.Running, (await backend.Provider.InspectAsync(owned[0].Name, Ct)).Phase);
        Assert.Equal($"/{foreign.Name}", (await backend.Client.Containers.InspectContainerAsync(foreign.Name, Ct)).Name);
        Assert.Equal(foreign.Volume, (await backend.Client.Volumes.InspectAsync(foreign.Volume, Ct)).Name);
    }

    /// <summary>Lets time pass for what is known to be nobody's, and answers what is so after a pass.</summary>
    private async Task<IReadOnlyList<string>> SweepAsync(TimeSpan by)
    {
        await using var connection = await _services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await connection.ExecuteAsync("update orphans set first_seen_at = first_seen_at - @by", new { by });
        await _services.GetRequiredService<SweepOrphans>().ExecuteAsync(Ct);
        return Sorted([.. (await _services.GetRequiredService<IOrphanStore>().ListAsync(Ct)).Select(orphan => orphan.Name)]);
    }

    private async Task OwnAsync(IEnumerable<MachineSpec> specs)
    {
        var user = new User(UserId.New(TimeProvider.System), "ada@example.org", "hash", TimeProvider.System.GetUtcNow());
        Assert.True(await _services.GetRequiredService<IAccountStore>().AddUserAsync(user, Ct));

        foreach (var spec in specs)
        {
            var slug = Slug.TryParse($"a{spec.Instance.Value:N}"[..20]) ?? throw new InvalidOperationException("No slug.");
            Assert.IsType<AddOutcome.Added>(await _services.GetRequiredService<IInstanceStore>().AddAsync(
                new NewInstance(
                    spec.Instance, OperationId.New(TimeProvider.System), user.Id, slug, "home", backend.Provider.Name, spec.Image, spec.Name,
                    spec.Volume, spec.MemoryBytes),
                cap: 100,
                admission: null,
                new Actor(null, "192.0.2.7"),
                Ct));
        }

        // Nothing is going on: while it is, all with an instance's label is somebody's.
        await using var connection = await _services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await connection.ExecuteAsync("update operations set state = 'succeeded', finished_at = now()");
    }

    private async Task<string> LeaveCommandAsync(MachineSpec spec)
    {
        var name = $"{spec.Name}-command";
        await backend.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Name = name,
                Image = backend.Image,
                Labels = new Dictionary<string, string>
                {
                    [MachineLabels.Installation] = backend.Engine.Id,
                    [MachineLabels.Instance] = spec.Instance.ToString(),
                    [MachineLabels.CommandOf] = spec.Name,
                },
            },
            Ct);
        return name;
    }

    private Task LeaveNetworkAsync(string name) => backend.Client.Networks.CreateNetworkAsync(
        new NetworksCreateParameters
        {
            Name = name,
            Driver = "bridge",
            Labels = new Dictionary<string, string>(backend.Engine.Labels) { [MachineLabels.Installation] = backend.Engine.Id },
        },
        Ct);

    private static IReadOnlyList<string> Sorted(params string[] names) => [.. names.Order(StringComparer.Ordinal)];
}
