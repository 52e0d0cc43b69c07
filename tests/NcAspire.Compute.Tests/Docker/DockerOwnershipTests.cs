using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>What is not ours is left alone, and told.</summary>
public sealed class DockerOwnershipTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    public ValueTask InitializeAsync() => backend.ReadyAsync(Ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_container_of_somebody_else_with_the_name_of_a_machine_is_never_touched()
    {
        var spec = backend.NewSpec();
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        var id = await backend.MakeForeignContainerAsync(spec.Name);
        var before = await backend.Client.Containers.InspectContainerAsync(id, Ct);

        Func<Task>[] calls =
        [
            () => Provider.CreateAsync(spec, Ct),
            () => Provider.SeedFilesAsync(spec.Name, [new SeedFile("a", "b")], Ct),
            () => Provider.StartAsync(spec.Name, Ct),
            () => Provider.StopAsync(spec.Name, TimeSpan.Zero, Ct),
            () => Provider.InspectAsync(spec.Name, Ct),
            () => Provider.WaitAsync(spec.Name, Ct),
            () => Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct),
            () => Provider.LogsAsync(spec.Name, 10, Ct),
            () => Provider.UsageAsync(spec.Name, Ct),
            () => Provider.DeleteAsync(spec.Name, Ct),
        ];

        foreach (var call in calls)
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(call);
            Assert.False(fault.IsTransient);
            Assert.Contains("that this service did not make", fault.Message, StringComparison.Ordinal);
        }

        Assert.Equivalent(before, await backend.Client.Containers.InspectContainerAsync(id, Ct));
        Assert.DoesNotContain(await Provider.ListOwnedAsync(Ct), resource => resource.Name == spec.Name);
    }

    [Fact]
    public async Task A_machine_of_another_instance_is_not_adopted()
    {
        var spec = await backend.CreatedAsync();
        var other = backend.NewSpec();
        await Provider.EnsureVolumeAsync(other.Instance, other.Volume, Ct);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Provider.CreateAsync(other with { Name = spec.Name }, Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("belongs to another instance", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_beginning_of_an_id_is_no_name()
    {
        var spec = await backend.CreatedAsync();
        var id = (await backend.Client.Containers.InspectContainerAsync(spec.Name, Ct)).ID;

        foreach (var name in (string[])[id[..63], id[..12], id[..1]])
        {
            Assert.Equal(MachineState.Missing, await Provider.InspectAsync(name, Ct));
            await Provider.StopAsync(name, TimeSpan.Zero, Ct);
            await Provider.DeleteAsync(name, Ct);
            Assert.False((await Assert.ThrowsAsync<ProviderException>(() => Provider.StartAsync(name, Ct))).IsTransient);
        }

        Assert.Equal(MachinePhase.Created, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task A_volume_of_an_earlier_life_is_adopted_with_what_is_in_it()
    {
        var spec = await backend.CreatedAsync();
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("kept.txt", "kept")], Ct);
        await Provider.DeleteAsync(spec.Name, Ct);

        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await Provider.CreateAsync(spec, Ct);

        Assert.Equal("kept", await backend.OnVolumeAsync(spec.Volume, "cat /data/.openclaw/kept.txt"));
    }

    [Fact]
    public async Task A_volume_without_any_label_is_ours_only_if_nothing_is_in_it()
    {
        var (empty, full, unwanted) = (backend.NewSpec(), backend.NewSpec(), backend.NewSpec());

        foreach (var spec in (MachineSpec[])[empty, full, unwanted])
        {
            await backend.Client.Volumes.CreateAsync(new VolumesCreateParameters { Name = spec.Volume }, Ct);
        }

        // As an engine leaves it that is killed while it makes the volume.
        await Provider.EnsureVolumeAsync(empty.Instance, empty.Volume, Ct);
        await Provider.CreateAsync(empty, Ct);
        Assert.Equal(backend.Engine.Id, (await backend.Client.Volumes.InspectAsync(empty.Volume, Ct)).Labels[MachineLabels.Installation]);
        await Provider.DeleteVolumeAsync(unwanted.Volume, Ct);
        Assert.False(await Provider.VolumeExistsAsync(unwanted.Volume, Ct));

        await backend.OnVolumeAsync(full.Volume, "rm -rf /data/keep; mkdir /data/.somebody");
        await AssertDefiniteAsync(() => Provider.EnsureVolumeAsync(full.Instance, full.Volume, Ct));
        await AssertDefiniteAsync(() => Provider.DeleteVolumeAsync(full.Volume, Ct));
        Assert.Equal(".somebody\n", await backend.OnVolumeAsync(full.Volume, "ls -A /data"));
        await backend.Client.Volumes.RemoveAsync(full.Volume, cancellationToken: Ct);
    }

    [Fact]
    public async Task An_empty_volume_without_labels_whose_name_is_no_instance_s_is_somebody_else_s()
    {
        var (name, spec) = (backend.Engine.Name("theirs"), backend.NewSpec());
        await backend.Client.Volumes.CreateAsync(new VolumesCreateParameters { Name = name }, Ct);

        await AssertDefiniteAsync(() => Provider.EnsureVolumeAsync(spec.Instance, name, Ct));
        await AssertDefiniteAsync(() => Provider.DeleteVolumeAsync(name, Ct));

        Assert.Null((await backend.Client.Volumes.InspectAsync(name, Ct)).Labels);
        await backend.Client.Volumes.RemoveAsync(name, cancellationToken: Ct);
    }

    [Fact]
    public async Task A_volume_with_options_that_lead_elsewhere_is_refused_whatever_its_labels()
    {
        var spec = backend.NewSpec();
        await backend.Client.Volumes.CreateAsync(
            new VolumesCreateParameters
            {
                Name = spec.Volume,
                DriverOpts = new Dictionary<string, string> { ["type"] = "none", ["o"] = "bind", ["device"] = "/etc" },
                Labels = new Dictionary<string, string>
                {
                    [MachineLabels.Installation] = backend.Engine.Id,
                    [MachineLabels.Instance] = spec.Instance.ToString(),
                },
            },
            Ct);

        Assert.False((await Assert.ThrowsAsync<ProviderException>(() => Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct))).IsTransient);
        Assert.False((await Assert.ThrowsAsync<ProviderException>(() => Provider.CreateAsync(spec, Ct))).IsTransient);
    }

    [Fact]
    public async Task Two_installations_on_one_engine_do_not_see_each_other()
    {
        var stranger = backend.NewProvider(
            ("Installation", backend.Engine.Name("other")), ("Network", backend.Engine.Name("other")),
            ("Bridge", $"{backend.Engine.Id}o"), ("Subnet", backend.OtherSubnet));
        var spec = await backend.RunningAsync();
        var theirs = await backend.CreatedAsync(provider: stranger);

        Assert.DoesNotContain(await stranger.ListOwnedAsync(Ct), resource => resource.Name == spec.Name || resource.Name == spec.Volume);
        Assert.DoesNotContain(await Provider.ListOwnedAsync(Ct), resource => resource.Name == theirs.Name || resource.Name == theirs.Volume);
        await AssertDefiniteAsync(() => stranger.InspectAsync(spec.Name, Ct));
        await AssertDefiniteAsync(() => stranger.StopAsync(spec.Name, TimeSpan.Zero, Ct));
        await AssertDefiniteAsync(() => stranger.DeleteAsync(spec.Name, Ct));
        await AssertDefiniteAsync(() => stranger.DeleteVolumeAsync(spec.Volume, Ct));
        await AssertDefiniteAsync(() => stranger.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct));
        await AssertDefiniteAsync(() => stranger.DeleteNetworkAsync(backend.Network, Ct));
        Assert.Equal(MachinePhase.Running, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task Networks_of_ours_that_nobody_uses_are_listed_and_can_be_removed()
    {
        var (unused, used, foreign) = (backend.Engine.Name("unused"), backend.Engine.Name("used"), backend.Engine.Name("foreign"));
        await MakeNetworkAsync(unused, backend.Engine.Id);
        await MakeNetworkAsync(used, backend.Engine.Id);
        await MakeNetworkAsync(foreign, "somebody");
        await backend.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = backend.Image, Labels = backend.Engine.Labels, HostConfig = new HostConfig { NetworkMode = used } },
            Ct);
        await backend.CreatedAsync();

        var networks = (await Provider.ListOwnedAsync(Ct)).Where(resource => resource.Kind is OwnedResourceKind.Network).ToList();

        var listed = Assert.Single(networks);
        Assert.Equal((unused, null), (listed.Name, listed.Instance));
        Assert.InRange(listed.CreatedAt, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddSeconds(2));
        await Provider.DeleteNetworkAsync(unused, Ct);
        await Provider.DeleteNetworkAsync(unused, Ct);
        await AssertDefiniteAsync(() => Provider.DeleteNetworkAsync(foreign, Ct));
        Assert.Equal(foreign, (await backend.Client.Networks.InspectNetworkAsync(foreign, Ct)).Name);
    }

    [Fact]
    public async Task A_network_with_machines_that_run_is_not_removed()
    {
        await backend.RunningAsync();
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => Provider.DeleteNetworkAsync(backend.Network, Ct))).IsTransient);
    }

    [Fact]
    public async Task What_is_no_name_never_reaches_the_engine()
    {
        // There is no engine: a definite fault was found out without one.
        var nobody = backend.NewProvider(("Endpoint", "unix:///nowhere/docker.sock"));
        var spec = backend.NewSpec();

        foreach (var name in (string[])["", "..", "a/b", "a?b", "a%2fb", "A", "a b", "-a", "a_b", "a.b", new string('a', 64)])
        {
            await AssertDefiniteAsync(() => nobody.InspectAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.WaitAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.StartAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.StopAsync(name, TimeSpan.Zero, Ct));
            await AssertDefiniteAsync(() => nobody.DeleteAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.LogsAsync(name, 1, Ct));
            await AssertDefiniteAsync(() => nobody.UsageAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.ExecAsync(name, MachineCommand.DoctorFix, Ct));
            await AssertDefiniteAsync(() => nobody.SeedFilesAsync(name, [], Ct));
            await AssertDefiniteAsync(() => nobody.CreateAsync(spec with { Name = name }, Ct));
            await AssertDefiniteAsync(() => nobody.EnsureVolumeAsync(spec.Instance, name, Ct));
            await AssertDefiniteAsync(() => nobody.VolumeExistsAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.DeleteVolumeAsync(name, Ct));
            await AssertDefiniteAsync(() => nobody.DeleteNetworkAsync(name, Ct));
        }
    }

    private static async Task AssertDefiniteAsync(Func<Task> call) =>
        Assert.False((await Assert.ThrowsAsync<ProviderException>(call)).IsTransient);

    private Task MakeNetworkAsync(string name, string installation) => backend.Client.Networks.CreateNetworkAsync(
        new NetworksCreateParameters
        {
            Name = name,
            Driver = "bridge",
            Labels = new Dictionary<string, string>(backend.Engine.Labels) { [MachineLabels.Installation] = installation },
        },
        Ct);
}
