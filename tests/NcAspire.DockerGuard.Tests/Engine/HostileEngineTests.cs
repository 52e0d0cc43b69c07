using System.Net.Http.Headers;
using Docker.DotNet.Models;
using NcAspire.Compute.Conformance;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>Somebody with the token against a real engine: what is not ours, and what is no verb, stays as it was.</summary>
public sealed class HostileEngineTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private TestGuard? _guard;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestGuard Guard => _guard!;

    public async ValueTask InitializeAsync()
    {
        await backend.ReadyAsync(Ct);
        _guard = await backend.GuardAsync();
    }

    public ValueTask DisposeAsync() => _guard?.DisposeAsync() ?? default;

    [Fact]
    public async Task No_hostile_request_leaves_a_trace_on_the_engine()
    {
        // With the floor of memory that production has.
        await using var guard = await backend.GuardAsync(isSocket: false, ("Docker:MemoryFloorBytes", $"{1L << 30}"));

        foreach (var name in HostileRequests.Names)
        {
            var (path, body, status) = HostileRequests.Find(name.Data, backend.Image);
            var answer = await PostAsync(guard, path, body);
            Assert.True(status == answer, $"{name.Data}: {answer}");
        }

        var containers = await backend.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, Ct);
        var volumes = (await backend.Client.Volumes.ListAsync(Ct)).Volumes;
        Assert.DoesNotContain(containers.SelectMany(container => container.Names), name => name.Contains(ScriptedEngine.Machine, StringComparison.Ordinal));
        Assert.DoesNotContain(volumes, volume => volume.Name.Contains(ScriptedEngine.Machine, StringComparison.Ordinal) || volume.Name is "postgres-data");
    }

    [Fact]
    public async Task A_container_of_somebody_else_is_left_alone()
    {
        var spec = backend.NewSpec();
        var name = spec.Name;
        var id = await ForeignContainerAsync(name);
        var before = await backend.Client.Containers.InspectContainerAsync(id, Ct);
        await Guard.Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        foreach (var attempt in (Func<Task>[])
            [
                () => Guard.Provider.CreateAsync(spec, Ct),
                () => Guard.Provider.SeedFilesAsync(name, [new SeedFile("a", "b")], Ct),
                () => Guard.Provider.StartAsync(name, Ct),
                () => Guard.Provider.StopAsync(name, TimeSpan.Zero, Ct),
                () => Guard.Provider.InspectAsync(name, Ct),
                () => Guard.Provider.WaitAsync(name, Ct),
                () => Guard.Provider.ExecAsync(name, MachineCommand.DoctorFix, Ct),
                () => Guard.Provider.LogsAsync(name, 10, Ct),
                () => Guard.Provider.UsageAsync(name, Ct),
                () => Guard.Provider.DeleteAsync(name, Ct),
            ])
        {
            await AssertDefiniteAsync(attempt);
        }

        var after = await backend.Client.Containers.InspectContainerAsync(id, Ct);
        Assert.True(after.State.Running);
        Assert.Equal(before.State.StartedAt, after.State.StartedAt);
    }

    [Fact]
    public async Task A_machine_of_another_installation_is_left_alone()
    {
        var stranger = backend.NewProvider(("Installation", $"{backend.Engine.Id}-other"));
        var spec = await backend.CreatedAsync(provider: stranger);

        await AssertDefiniteAsync(() => Guard.Provider.StartAsync(spec.Name, Ct));
        await AssertDefiniteAsync(() => Guard.Provider.DeleteAsync(spec.Name, Ct));
        await AssertDefiniteAsync(() => Guard.Provider.DeleteVolumeAsync(spec.Volume, Ct));

        Assert.Equal(MachinePhase.Created, (await stranger.InspectAsync(spec.Name, Ct)).Phase);
        Assert.True(await stranger.VolumeExistsAsync(spec.Volume, Ct));
        await stranger.DeleteAsync(spec.Name, Ct);
        await stranger.DeleteVolumeAsync(spec.Volume, Ct);
    }

    [Fact]
    public async Task Volumes_and_networks_of_somebody_else_are_left_alone()
    {
        var volume = backend.NewSpec().Volume;
        var network = backend.Engine.Name("precious");
        await backend.MakeForeignVolumeAsync(volume);
        await backend.Client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters { Name = network, Driver = "bridge", Labels = backend.Engine.Labels }, Ct);

        await AssertDefiniteAsync(() => Guard.Provider.DeleteVolumeAsync(volume, Ct));
        await AssertDefiniteAsync(() => Guard.Provider.DeleteNetworkAsync(network, Ct));
        await AssertDefiniteAsync(() => Guard.Provider.DeleteNetworkAsync("none", Ct));

        Assert.Equal(volume, (await backend.Client.Volumes.InspectAsync(volume, Ct)).Name);
        Assert.Equal(network, (await backend.Client.Networks.InspectNetworkAsync(network, Ct)).Name);
        Assert.Equal("none", (await backend.Client.Networks.InspectNetworkAsync("none", Ct)).Name);
    }

    [Fact]
    public async Task A_machine_has_nothing_but_what_the_guard_gave_it()
    {
        var spec = backend.NewSpec();
        await Guard.Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await Guard.Provider.CreateAsync(spec, Ct);

        var made = await backend.Client.Containers.InspectContainerAsync(spec.Name, Ct);

        Assert.False(made.HostConfig.Privileged);
        Assert.True(made.HostConfig.ReadonlyRootfs);
        Assert.Equal(["ALL"], made.HostConfig.CapDrop);
        Assert.Empty(made.HostConfig.CapAdd ?? []);
        Assert.Empty(made.HostConfig.Binds ?? []);
        Assert.Empty(made.HostConfig.Devices ?? []);
        Assert.Equal(("volume", spec.Volume), Assert.Single(made.HostConfig.Mounts.Select(mount => (mount.Type, mount.Source))));
        Assert.Equal(backend.Network, made.HostConfig.NetworkMode);
        Assert.Equal("1000:1000", made.Config.User);
        Assert.Empty((await Guard.Provider.InspectAsync(spec.Name, Ct)).Drift);
        Assert.DoesNotContain(made.Config.Env, variable => variable.Contains(Guard.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_are_no_more_machines_and_volumes_than_the_host_s_operator_allows()
    {
        var installation = $"{backend.Engine.Id}-other";
        var unlimited = backend.NewProvider(("Installation", installation));
        await using var guard = await backend.GuardAsync(
            isSocket: false, ("Docker:Installation", installation), ("Guard:MaxInstances", "1"));
        var (first, second) = (backend.NewSpec(), backend.NewSpec());
        await guard.Provider.EnsureVolumeAsync(first.Instance, first.Volume, Ct);
        await guard.Provider.CreateAsync(first, Ct);

        await AssertDefiniteAsync(() => guard.Provider.EnsureVolumeAsync(second.Instance, second.Volume, Ct));
        await unlimited.EnsureVolumeAsync(second.Instance, second.Volume, Ct);
        await AssertDefiniteAsync(() => guard.Provider.CreateAsync(second, Ct));

        // What is there may be asked for again, and what was removed makes room.
        await guard.Provider.EnsureVolumeAsync(first.Instance, first.Volume, Ct);
        await guard.Provider.CreateAsync(first, Ct);
        await guard.Provider.DeleteAsync(first.Name, Ct);
        await guard.Provider.CreateAsync(second, Ct);
        await guard.Provider.DeleteAsync(second.Name, Ct);
        await guard.Provider.DeleteVolumeAsync(first.Volume, Ct);
        await guard.Provider.DeleteVolumeAsync(second.Volume, Ct);
    }

    [Fact]
    public async Task Eight_people_at_a_time_get_a_machine_each()
    {
        var specs = Enumerable.Range(0, 8).Select(_ => backend.NewSpec()).ToList();

        await Task.WhenAll(specs.Select(async spec =>
        {
            await Guard.Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
            await Guard.Provider.CreateAsync(spec, Ct);
        }));

        var owned = await Guard.Provider.ListOwnedAsync(Ct);
        Assert.Superset(specs.Select(spec => spec.Name).ToHashSet(), owned.Select(resource => resource.Name).ToHashSet());
        await Task.WhenAll(specs.Select(spec => Guard.Provider.DeleteAsync(spec.Name, Ct)));
        await Task.WhenAll(specs.Select(spec => Guard.Provider.DeleteVolumeAsync(spec.Volume, Ct)));
    }

    private static async Task AssertDefiniteAsync(Func<Task> attempt) =>
        Assert.False((await Assert.ThrowsAsync<ProviderException>(attempt)).IsTransient);

    // Runs, carries no label of ours, and has the name that a machine of ours would have.
    private async Task<string> ForeignContainerAsync(string name)
    {
        var made = await backend.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Name = name,
                Image = backend.Image,
                Entrypoint = ["sleep", "infinity"],
                Labels = backend.Engine.Labels,
                HostConfig = new HostConfig { Init = true },
            },
            Ct);
        await backend.Client.Containers.StartContainerAsync(made.ID, new ContainerStartParameters(), Ct);
        return made.ID;
    }

    private static async Task<int> PostAsync(TestGuard guard, string path, byte[] body)
    {
        using var http = guard.NewHttp();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        return (int)response.StatusCode;
    }
}
