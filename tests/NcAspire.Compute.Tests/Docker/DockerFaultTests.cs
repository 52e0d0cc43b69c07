using System.Diagnostics;
using System.Net.Sockets;
using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>An engine that is not there, does not answer, or whose answers get lost; and a network that is not as it should be.</summary>
public sealed class DockerFaultTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private static int _networks;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    public ValueTask InitializeAsync() => backend.ReadyAsync(Ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public Task An_engine_that_is_not_there_is_a_transient_fault_of_every_call() =>
        AssertSilentAsync(backend.NewProvider(("Endpoint", "unix:///nowhere/docker.sock")));

    [Fact]
    public async Task An_engine_that_never_answers_is_a_transient_fault_of_every_call()
    {
        var folder = Directory.CreateTempSubdirectory("nct-silent-").FullName;
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "docker.sock")));
        silent.Listen(1000);
        var watch = Stopwatch.StartNew();

        await AssertSilentAsync(backend.NewProvider(("Endpoint", $"unix://{folder}/docker.sock"), ("CallTimeout", "00:00:00.2")));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_caller_who_goes_gets_his_cancellation_and_no_fault()
    {
        var folder = Directory.CreateTempSubdirectory("nct-silent-").FullName;
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "docker.sock")));
        silent.Listen(1000);
        var provider = backend.NewProvider(("Endpoint", $"unix://{folder}/docker.sock"));
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var asking = provider.InspectAsync("nc-1", impatience.Token);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("volume", "POST /volumes/create")]
    [InlineData("create", "POST /containers/create")]
    [InlineData("seed", "PUT /containers/")]
    [InlineData("start", "POST /containers/")]
    [InlineData("stop", "POST /containers/")]
    [InlineData("delete", "DELETE /containers/")]
    [InlineData("delete volume", "DELETE /volumes/")]
    public async Task A_call_whose_answer_got_lost_is_repeated_and_nothing_is_there_twice(string lost, string request)
    {
        await using var lossy = new LossyEngine();
        var provider = backend.NewProvider(("Endpoint", lossy.Endpoint));
        var spec = backend.NewSpec();

        await StepAsync("volume", () => provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct));
        await StepAsync("create", () => provider.CreateAsync(spec, Ct));
        await StepAsync("seed", () => provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript())], Ct));
        await StepAsync("start", () => provider.StartAsync(spec.Name, Ct));
        Assert.Equal(MachinePhase.Running, (await provider.InspectAsync(spec.Name, Ct)).Phase);
        Assert.Equal(2, (await provider.ListOwnedAsync(Ct)).Count(resource => resource.Instance == spec.Instance));
        await StepAsync("stop", () => provider.StopAsync(spec.Name, TimeSpan.FromSeconds(5), Ct));
        await StepAsync("delete", () => provider.DeleteAsync(spec.Name, Ct));
        await StepAsync("delete volume", () => provider.DeleteVolumeAsync(spec.Volume, Ct));

        Assert.Equal(1, lossy.Lost);
        Assert.DoesNotContain(await provider.ListOwnedAsync(Ct), resource => resource.Instance == spec.Instance);

        async Task StepAsync(string step, Func<Task> call)
        {
            if (step == lost)
            {
                lossy.Lose(request);
            }

            // The transport itself repeats what it may; otherwise the caller does, as a workflow's step does.
            if (await Record.ExceptionAsync(call) is { } fault)
            {
                Assert.True(Assert.IsType<ProviderException>(fault).IsTransient, fault.ToString());
                await call();
            }
        }
    }

    [Fact]
    public async Task A_command_whose_creation_got_lost_leaves_nothing()
    {
        await using var lossy = new LossyEngine();
        var provider = backend.NewProvider(("Endpoint", lossy.Endpoint));
        var spec = await backend.CreatedAsync();

        lossy.Lose("POST /containers/create");
        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct));

        Assert.True(fault.IsTransient);
        Assert.Equal((MachinePhase.Created, 1), (
            (await Provider.InspectAsync(spec.Name, Ct)).Phase,
            (await Provider.ListOwnedAsync(Ct)).Count(resource => resource.Name.StartsWith(spec.Name, StringComparison.Ordinal)
                && resource.Kind is OwnedResourceKind.Machine)));
        Assert.Equal(0, (await provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct)).ExitCode);
    }

    [Fact]
    public async Task A_machine_whose_image_went_away_goes_on_and_that_is_told()
    {
        var image = await backend.AnotherImageAsync("removed", Ct);
        var spec = backend.NewSpec() with { Image = image };
        var before = backend.NewProvider(("Image", image));
        await before.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await before.CreateAsync(spec, Ct);
        await backend.Client.Images.DeleteImageAsync(image, new ImageDeleteParameters { Force = true }, Ct);
        var provider = backend.NewProvider(("Image", image));

        Assert.Equal(["Its image is not on the Docker host any more."], (await provider.InspectAsync(spec.Name, Ct)).Drift);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(
            () => provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct))).IsTransient);
        await provider.StartAsync(spec.Name, Ct);
        Assert.Equal(MachinePhase.Running, (await provider.InspectAsync(spec.Name, Ct)).Phase);

        // A new one would need the image; who knew that finds out by trying.
        var other = backend.NewSpec() with { Image = image };
        await provider.EnsureVolumeAsync(other.Instance, other.Volume, Ct);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => before.CreateAsync(other, Ct))).IsTransient);

        foreach (var asked in (IComputeProvider[])[before, provider])
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(() => asked.CreateAsync(other, Ct));
            Assert.True(fault.IsTransient);
            Assert.Equal($"The image \"{image}\" is not on the Docker host. Ask the operator to run ./nc image there.", fault.Message);
        }
    }

    [Fact]
    public async Task A_network_that_went_away_is_made_again_at_the_next_start()
    {
        var network = NewNetwork();
        var (name, provider) = (network.Name, Over(network));
        var spec = await backend.CreatedAsync(provider: provider);
        await backend.Client.Networks.DeleteNetworkAsync(name, Ct);

        await provider.StartAsync(spec.Name, Ct);

        var state = await provider.InspectAsync(spec.Name, Ct);
        Assert.NotNull(state.Endpoint);
        Assert.Empty(state.Drift);
        Assert.Equal("false", (await backend.Client.Networks.InspectNetworkAsync(name, Ct)).Options["com.docker.network.bridge.enable_icc"]);
    }

    [Fact]
    public async Task The_network_keeps_tenants_apart_and_leaves_the_lower_half_to_fixed_addresses()
    {
        await backend.CreatedAsync();

        var network = await backend.Client.Networks.InspectNetworkAsync(backend.Network, Ct);

        Assert.Equal("bridge", network.Driver);
        Assert.Equal("false", network.Options["com.docker.network.bridge.enable_icc"]);
        Assert.Equal(backend.Network, network.Options["com.docker.network.bridge.name"]);
        Assert.Equal(backend.Engine.Id, network.Labels[MachineLabels.Installation]);
        var addresses = Assert.Single(network.IPAM.Config);
        Assert.Equal(
            (backend.Subnet, backend.Subnet.Replace(".0/24", ".128/25"), backend.Address(1)),
            (addresses.Subnet, addresses.IPRange, addresses.Gateway));
    }

    [Fact]
    public async Task Eight_processes_that_need_the_network_at_a_time_make_one()
    {
        var network = NewNetwork();
        var providers = Enumerable.Range(0, 8).Select(_ => Over(network)).ToList();

        await Task.WhenAll(providers.Select(provider => Task.Run(() => backend.CreatedAsync(provider: provider), Ct)));

        Assert.Single(await backend.Client.Networks.ListNetworksAsync(null, Ct), made => made.Name == network.Name);
    }

    public static TheoryData<string, Action<NetworksCreateParameters>> Networks => new()
    {
        { "its machines reach each other", n => n.Options["com.docker.network.bridge.enable_icc"] = "true" },
        { "its bridge has another name", n => n.Options["com.docker.network.bridge.name"] = n.Name[..15] },
        { "it has no way out", n => n.Internal = true },
        { "it has other addresses", n => n.IPAM.Config[0].IPRange = null },
        { "it is a network of another kind", n => n.Attachable = true },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task A_network_that_does_not_keep_tenants_apart_is_told_and_not_used(
        string sentence, Action<NetworksCreateParameters> change)
    {
        var network = NewNetwork();
        var provider = Over(network);
        await MakeNetworkAsync(network, backend.Engine.Id, change);
        var spec = backend.NewSpec();
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.CreateAsync(spec, Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Equal(MachineState.Missing, await provider.InspectAsync(spec.Name, Ct));
    }

    [Fact]
    public async Task A_network_of_somebody_else_is_not_used()
    {
        var network = NewNetwork();
        var provider = Over(network);
        await MakeNetworkAsync(network, "somebody", body => body.Labels = backend.Engine.Labels);
        var spec = backend.NewSpec();
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.CreateAsync(spec, Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("that this service did not make", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_another_network_has_are_told()
    {
        await backend.CreatedAsync();
        var provider = backend.NewProvider(("Network", backend.Engine.Name("overlap")), ("Bridge", $"{backend.Engine.Id}p"));
        var spec = backend.NewSpec();
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.CreateAsync(spec, Ct));

        Assert.False(fault.IsTransient);
        Assert.Equal(
            $"The addresses {backend.Subnet} of Docker:Subnet are used by another network of the Docker host.", fault.Message);
    }

    [Fact]
    public async Task A_bridge_that_another_network_has_is_told()
    {
        await backend.CreatedAsync();
        var provider = Over(NewNetwork() with { Bridge = backend.Network });
        var spec = backend.NewSpec();
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.CreateAsync(spec, Ct));

        Assert.False(fault.IsTransient);
        Assert.Equal($"The bridge {backend.Network} of Docker:Bridge is used by another network of the Docker host.", fault.Message);
    }

    private static async Task AssertSilentAsync(IComputeProvider provider)
    {
        var instance = new Core.Instances.InstanceId(Guid.NewGuid());
        Func<Task>[] calls =
        [
            () => provider.EnsureVolumeAsync(instance, "nc-1-state", Ct),
            () => provider.VolumeExistsAsync("nc-1-state", Ct),
            () => provider.CreateAsync(Machines.Spec, Ct),
            () => provider.SeedFilesAsync("nc-1", [], Ct),
            () => provider.StartAsync("nc-1", Ct),
            () => provider.StopAsync("nc-1", TimeSpan.Zero, Ct),
            () => provider.InspectAsync("nc-1", Ct),
            () => provider.WaitAsync("nc-1", Ct),
            () => provider.ExecAsync("nc-1", MachineCommand.DoctorFix, Ct),
            () => provider.LogsAsync("nc-1", 1, Ct),
            () => provider.UsageAsync("nc-1", Ct),
            () => provider.DeleteAsync("nc-1", Ct),
            () => provider.DeleteVolumeAsync("nc-1-state", Ct),
            () => provider.DeleteNetworkAsync("nc-old", Ct),
            () => provider.ListOwnedAsync(Ct),
            () => provider.CapacityAsync(Ct),
        ];

        foreach (var call in calls)
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(call);
            Assert.True(fault.IsTransient);
            Assert.Equal("The Docker engine does not answer. Ask the operator whether it runs, then try again.", fault.Message);
        }
    }

    private OtherNetwork NewNetwork()
    {
        var number = Interlocked.Increment(ref _networks);
        var parts = backend.OtherSubnet.Split('.');
        var prefix = $"{parts[0]}.{parts[1]}.{(int.Parse(parts[2]) + number) % 256}";
        return new OtherNetwork(backend.Engine.Name($"n{number}"), $"{backend.Engine.Id}{(char)('a' + number)}", prefix);
    }

    private IComputeProvider Over(OtherNetwork network) =>
        backend.NewProvider(("Network", network.Name), ("Bridge", network.Bridge), ("Subnet", $"{network.Prefix}.0/24"));

    private Task MakeNetworkAsync(OtherNetwork network, string installation, Action<NetworksCreateParameters> change)
    {
        var body = new NetworksCreateParameters
        {
            Name = network.Name,
            Driver = "bridge",
            Labels = new Dictionary<string, string>(backend.Engine.Labels) { [MachineLabels.Installation] = installation },
            Options = new Dictionary<string, string>
            {
                ["com.docker.network.bridge.name"] = network.Bridge,
                ["com.docker.network.bridge.enable_icc"] = "false",
            },
            IPAM = new IPAM
            {
                Config =
                [
                    new IPAMConfig
                    {
                        Subnet = $"{network.Prefix}.0/24", IPRange = $"{network.Prefix}.128/25", Gateway = $"{network.Prefix}.1",
                    },
                ],
            },
        };
        change(body);
        return backend.Client.Networks.CreateNetworkAsync(body, Ct);
    }

    private sealed record OtherNetwork(string Name, string Bridge, string Prefix);
}
