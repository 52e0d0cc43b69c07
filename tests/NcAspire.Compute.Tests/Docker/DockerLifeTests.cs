using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>How gateways in containers end, and what is seen of it.</summary>
public sealed class DockerLifeTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    public ValueTask InitializeAsync() => backend.ReadyAsync(Ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_gateway_that_runs_out_of_memory_is_told_as_that()
    {
        var spec = await backend.CreatedAsync(new GatewayScript(FillsMemory: true));

        await Provider.StartAsync(spec.Name, Ct);
        var state = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);

        Assert.Equal((MachinePhase.Exited, 137, true, 5), (state.Phase, state.ExitCode, state.OutOfMemory, state.Restarts));
    }

    [Fact]
    public async Task A_crash_loop_ends_and_the_next_start_counts_anew()
    {
        var spec = await backend.CreatedAsync(new GatewayScript(ExitCode: 3));

        await Provider.StartAsync(spec.Name, Ct);
        var state = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);
        Assert.Equal((MachinePhase.Exited, 3, false, 5), (state.Phase, state.ExitCode, state.OutOfMemory, state.Restarts));

        await Provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript())], Ct);
        await Provider.StartAsync(spec.Name, Ct);
        Assert.Equal(0, (await Provider.InspectAsync(spec.Name, Ct)).Restarts);
    }

    [Fact]
    public async Task A_machine_between_two_starts_counts_as_running_and_can_be_stopped()
    {
        var spec = await backend.CreatedAsync(new GatewayScript(ExitCode: 3));
        await Provider.StartAsync(spec.Name, Ct);

        MachineState state = MachineState.Missing;
        await Eventually.HoldsAsync(
            async () => (state = await Provider.InspectAsync(spec.Name, Ct)) is { Phase: MachinePhase.Running, ExitCode: not null }, _limit, Ct);
        Assert.Null(state.Endpoint);
        Assert.Equal(3, state.ExitCode);

        await Provider.StopAsync(spec.Name, _grace, Ct);
        Assert.Equal(MachinePhase.Exited, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task A_refused_configuration_is_seen_once_and_not_again_after_a_good_run()
    {
        var spec = await backend.CreatedAsync(new GatewayScript(ExitCode: 78));
        await Provider.StartAsync(spec.Name, Ct);
        var refused = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);
        Assert.Equal((78, 0), (refused.ExitCode, refused.Restarts));

        await Provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript(ExitCode: 0))], Ct);
        await Provider.StartAsync(spec.Name, Ct);
        var well = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);
        Assert.Equal(0, well.ExitCode);
    }

    // What runs in the machine owns the folder and may put there what it likes.
    [Theory]
    [InlineData("printf 78 > .exit-code", 78)]
    [InlineData("printf '78\\n' > .exit-code", 78)]
    [InlineData("printf '078' > .exit-code", 0)]
    [InlineData("printf '78\\n78\\n' > .exit-code", 0)]
    [InlineData("printf '1' > .exit-code", 0)]
    [InlineData(": > .exit-code", 0)]
    [InlineData("truncate -s 100G .exit-code", 0)]
    [InlineData("mkdir .exit-code; echo 78 > .exit-code/.exit-code", 0)]
    [InlineData("echo 78 > real; ln -s real .exit-code", 0)]
    [InlineData("ln -s /etc/shadow .exit-code", 0)]
    [InlineData("ln -s .exit-code .exit-code", 0)]
    [InlineData("mkfifo .exit-code", 0)]
    [InlineData("mknod .exit-code c 1 5", 0)]
    public async Task Whatever_lies_where_the_exit_code_is_expected_does_no_harm(string script, int exitCode)
    {
        var spec = await backend.CreatedAsync(new GatewayScript(ExitCode: 0));
        await Provider.StartAsync(spec.Name, Ct);
        await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);

        await backend.OnVolumeAsync(spec.Volume, $"cd /data; rm -rf .exit-code; {script}");

        var state = await Provider.InspectAsync(spec.Name, Ct).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct);
        Assert.Equal((MachinePhase.Exited, exitCode), (state.Phase, state.ExitCode));
    }

    [Fact]
    public async Task A_gateway_that_somebody_kills_is_exited_and_starts_again()
    {
        var spec = await backend.RunningAsync();

        await backend.Client.Containers.KillContainerAsync(spec.Name, new ContainerKillParameters { Signal = "KILL" }, Ct);

        var state = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);
        Assert.Equal((MachinePhase.Exited, 137, false), (state.Phase, state.ExitCode, state.OutOfMemory));
        await Provider.StartAsync(spec.Name, Ct);
        Assert.Equal(MachinePhase.Running, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task A_machine_that_somebody_holds_is_silent_and_a_start_or_a_stop_frees_it()
    {
        var spec = await backend.RunningAsync();

        await DockerBackend.PostAsync($"/containers/{spec.Name}/pause");
        var held = await Provider.InspectAsync(spec.Name, Ct);
        Assert.Equal((MachinePhase.Running, null), (held.Phase, held.Endpoint));
        Assert.Null(await Provider.UsageAsync(spec.Name, Ct));
        Assert.True((await Assert.ThrowsAsync<ProviderException>(
            () => Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct))).IsTransient);

        await Provider.StartAsync(spec.Name, Ct);
        Assert.NotNull((await Provider.InspectAsync(spec.Name, Ct)).Endpoint);

        await DockerBackend.PostAsync($"/containers/{spec.Name}/pause");
        await Provider.StopAsync(spec.Name, _grace, Ct);
        Assert.Equal(MachinePhase.Exited, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task Eight_creations_of_one_machine_at_a_time_make_one()
    {
        var spec = backend.NewSpec();
        var other = backend.NewProvider();
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var placements = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Task.Run(() => (number % 2 == 0 ? Provider : other).CreateAsync(spec, Ct), Ct)));

        Assert.All(placements, placement => Assert.Equivalent(placements[0], placement, strict: true));
        Assert.Single(await Provider.ListOwnedAsync(Ct), resource => resource is { Kind: OwnedResourceKind.Machine } && resource.Name == spec.Name);
    }

    [Fact]
    public async Task A_deletion_of_eight_at_a_time_ends_when_it_is_gone()
    {
        var spec = await backend.RunningAsync(new GatewayScript(IgnoresTerm: true));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                await Provider.DeleteAsync(spec.Name, Ct);
                Assert.Equal(MachineState.Missing, await Provider.InspectAsync(spec.Name, Ct));
            },
            Ct)));

        await Provider.DeleteVolumeAsync(spec.Volume, Ct);
    }

    [Fact]
    public async Task The_gateway_is_told_where_it_is_and_whom_to_trust()
    {
        var spec = backend.NewSpec();
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var placement = await Provider.CreateAsync(spec, Ct);

        Assert.Equivalent(
            new MachinePlacement("/data/.openclaw", "/opt/openclaw", "lan", 18789, [backend.Address(1)], AllowLoopback: false), placement, strict: true);
        var inside = backend.NewProvider(("ControlPlaneAddress", backend.Address(2)));
        Assert.Equal([backend.Address(2)], (await inside.CreateAsync(spec, Ct)).TrustedProxies);
    }

    [Fact]
    public async Task Tenants_get_addresses_of_the_upper_half()
    {
        var spec = await backend.RunningAsync();
        var endpoint = (await Provider.InspectAsync(spec.Name, Ct)).Endpoint;
        Assert.InRange(int.Parse(endpoint!.BaseAddress.Host.Split('.')[3]), 128, 255);
    }

    [Fact]
    public async Task A_machine_shows_no_credential_to_whoever_inspects_it_or_runs_in_it()
    {
        var spec = await backend.RunningAsync();
        string[] allowed =
        [
            "FAKE_GATEWAY_HOST", "HOME", "HOSTNAME", "OPENCLAW_GATEWAY_PORT", "OPENCLAW_OFFLINE", "OPENCLAW_STATE_DIR", "PATH", "TMPDIR",
        ];

        var inspected = await backend.Client.Containers.InspectContainerAsync(spec.Name, Ct);
        Assert.Subset(allowed.ToHashSet(), inspected.Config.Env.Select(variable => variable.Split('=')[0]).ToHashSet());

        using var http = new HttpClient();
        var about = JsonDocument.Parse(await http.GetStringAsync((await Provider.InspectAsync(spec.Name, Ct)).Endpoint!.BaseAddress, Ct));
        var variables = about.RootElement.GetProperty("env").EnumerateObject().Select(variable => variable.Name).ToHashSet();

        // sh adds PWD of its own.
        Assert.Subset(allowed.Append("PWD").ToHashSet(), variables);
        Assert.Equal("gateway", about.RootElement.GetProperty("env").GetProperty("HOSTNAME").GetString());
    }

    [Fact]
    public async Task Images_that_are_not_there_not_good_or_not_configured_are_refused_with_a_sentence()
    {
        var missing = $"{backend.Engine.Name("missing")}:1";
        var unproved = await backend.UnprovedImageAsync(Ct);
        var provider = backend.NewProvider(("OlderImages:0", missing), ("OlderImages:1", unproved));
        var spec = backend.NewSpec();
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        await RefusedAsync(missing, isTransient: true, "is not on the Docker host. Ask the operator to run ./nc image there.");
        await RefusedAsync(unproved, isTransient: false, "has not passed the preflight of ./nc image. It is not run.");
        await RefusedAsync("alpine", isTransient: false, "is none of those that this server runs.");
        Assert.Equal(MachineState.Missing, await provider.InspectAsync(spec.Name, Ct));

        async Task RefusedAsync(string image, bool isTransient, string sentence)
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.CreateAsync(spec with { Image = image }, Ct));
            Assert.Equal(isTransient, fault.IsTransient);
            Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Too_little_memory_is_refused_before_anything_is_made()
    {
        var provider = backend.NewProvider(("MemoryFloorBytes", $"{1L << 30}"));
        var spec = backend.NewSpec();
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.CreateAsync(spec, Ct));

        Assert.Contains("128 MiB of memory are too little: below 1024 MiB", fault.Message, StringComparison.Ordinal);
        Assert.Equal(MachineState.Missing, await provider.InspectAsync(spec.Name, Ct));
    }

    [Fact]
    public async Task What_the_host_has_is_told()
    {
        var capacity = await Provider.CapacityAsync(Ct);

        Assert.NotEmpty(capacity.Host);
        Assert.Matches(@"\ADocker \d+\.\S+, API 1\.\d+, cgroup v[12]\z", capacity.Version);
        Assert.InRange(capacity.MemoryBytes, 1L << 29, 1L << 44);
        Assert.InRange(capacity.Cpus, 1, 4096);
        Assert.InRange(capacity.DiskFreeBytes ?? 0, 1L << 20, 1L << 60);
    }

    [Fact]
    public async Task What_happens_to_machines_is_noticed_and_what_happens_to_others_is_not()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var seen = new Collected();
        var watching = WatchAsync(enough.Token);
        var first = await backend.RunningAsync();
        await backend.OnVolumeAsync(first.Volume, "true");

        // The connection stands when the first notice comes; only what follows is sure to be seen.
        await Eventually.HoldsAsync(
            async () =>
            {
                await Provider.StopAsync(first.Name, TimeSpan.Zero, Ct);
                await Provider.StartAsync(first.Name, Ct);
                return seen.Names.Contains(first.Name);
            },
            _limit,
            Ct);
        var second = await backend.CreatedAsync(new GatewayScript(ExitCode: 0));
        Assert.DoesNotContain(second.Name, seen.Names);
        await Provider.StartAsync(second.Name, Ct);
        await Eventually.HoldsAsync(() => seen.Names.Count(name => name == second.Name) >= 2, _limit, Ct);
        await Provider.ExecAsync(second.Name, MachineCommand.ValidateConfig, Ct);
        await Provider.DeleteAsync(second.Name, Ct);
        await Eventually.HoldsAsync(() => seen.Names.Count(name => name == second.Name) >= 3, _limit, Ct);

        Assert.DoesNotContain(seen.Names, name => name.EndsWith("-command", StringComparison.Ordinal));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        async Task WatchAsync(CancellationToken cancellationToken)
        {
            await foreach (var name in Provider.WatchAsync(cancellationToken))
            {
                seen.Add(name);
            }
        }
    }

    private sealed class Collected
    {
        private readonly Lock _lock = new();
        private readonly List<string> _names = [];

        public IReadOnlyList<string> Names
        {
            get
            {
                lock (_lock)
                {
                    return [.. _names];
                }
            }
        }

        public void Add(string name)
        {
            lock (_lock)
            {
                _names.Add(name);
            }
        }
    }
}
