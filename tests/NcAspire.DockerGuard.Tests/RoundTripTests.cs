using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard.Tests;

/// <summary>What is asked comes to the engine's side as it was meant, and what that says comes back as it was said.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly ScriptedEngine _engine = new();
    private TestGuard? _guard;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => _guard!.Provider;

    public async ValueTask InitializeAsync() => _guard = await TestGuard.StartAsync(_engine, isSocket: true);

    public ValueTask DisposeAsync() => _guard!.DisposeAsync();

    [Fact]
    public void It_is_the_docker_backend_with_the_configured_image()
    {
        Assert.Equal("docker", Provider.Name);
        Assert.Equal(new ComputeCapabilities(TestGuard.Image, IsIsolated: true), Provider.Capabilities);
    }

    [Fact]
    public async Task A_machine_is_asked_for_with_all_that_belongs_to_it()
    {
        var placement = await Provider.CreateAsync(ScriptedEngine.Spec, Ct);

        Assert.Equivalent(ScriptedEngine.Placement, placement, strict: true);
        Assert.Equivalent(ScriptedEngine.Spec, _engine.Created, strict: true);
    }

    [Fact]
    public async Task Files_arrive_as_they_were_sent()
    {
        SeedFile[] files = [new("openclaw.json", "{\"a\": \"✓ \\u0000\\n\"}\r\n"), new("a/b.txt", new string('"', 100_000))];

        await Provider.SeedFilesAsync(ScriptedEngine.Machine, files, Ct);

        Assert.Equal(files, _engine.Files);
    }

    [Fact]
    public async Task What_changes_something_is_asked_for_by_name()
    {
        await Provider.EnsureVolumeAsync(ScriptedEngine.Instance, ScriptedEngine.Volume, Ct);
        await Provider.StartAsync(ScriptedEngine.Machine, Ct);
        await Provider.StopAsync(ScriptedEngine.Machine, TimeSpan.FromSeconds(2.5), Ct);
        await Provider.DeleteAsync(ScriptedEngine.Machine, Ct);
        await Provider.DeleteVolumeAsync(ScriptedEngine.Volume, Ct);
        await Provider.DeleteNetworkAsync("nc-old", Ct);

        Assert.Equal(
            [
                "list-owned", $"ensure-volume {ScriptedEngine.Instance} {ScriptedEngine.Volume}", $"start {ScriptedEngine.Machine}",
                $"stop {ScriptedEngine.Machine} 00:00:02.5000000", $"delete {ScriptedEngine.Machine}",
                $"delete-volume {ScriptedEngine.Volume}", "delete-network nc-old",
            ],
            _engine.Calls);
    }

    [Fact]
    public async Task Answers_come_back_whole()
    {
        Assert.True(await Provider.VolumeExistsAsync(ScriptedEngine.Volume, Ct));
        Assert.False(await Provider.VolumeExistsAsync(ScriptedEngine.OtherVolume, Ct));
        Assert.Equal(ScriptedEngine.Result, await Provider.ExecAsync(ScriptedEngine.Machine, MachineCommand.DoctorFix, Ct));
        Assert.Equal(ScriptedEngine.Result, await Provider.ExecAsync(ScriptedEngine.Machine, MachineCommand.ValidateConfig, Ct));
        Assert.Equal(ScriptedEngine.Lines, await Provider.LogsAsync(ScriptedEngine.Machine, 7, Ct));
        Assert.Equal(ScriptedEngine.Owned, await Provider.ListOwnedAsync(Ct));
        Assert.Equal(ScriptedEngine.Host, await Provider.CapacityAsync(Ct));
        Assert.Contains($"exec {ScriptedEngine.Machine} DoctorFix", _engine.Calls);
        Assert.Contains($"exec {ScriptedEngine.Machine} ValidateConfig", _engine.Calls);
        Assert.Contains($"logs {ScriptedEngine.Machine} 7", _engine.Calls);
    }

    public static TheoryData<MachineState> States =>
    [
        MachineState.Missing,
        new MachineState(MachinePhase.Created),
        new MachineState(
            MachinePhase.Running,
            StartedAt: DateTimeOffset.UnixEpoch.AddTicks(7),
            Endpoint: new GatewayEndpoint(new Uri("http://10.210.8.2:18789"))) { Restarts = 3 },
        new MachineState(MachinePhase.Exited, ExitCode: 137, OutOfMemory: true),
    ];

    [Theory]
    [MemberData(nameof(States))]
    public async Task States_are_equal_on_both_sides(MachineState state)
    {
        _engine.State = state;

        Assert.Equal(state, await Provider.InspectAsync(ScriptedEngine.Machine, Ct));
        Assert.Equal(state, await Provider.WaitAsync(ScriptedEngine.Machine, Ct));
    }

    [Fact]
    public async Task Drift_is_told_sentence_by_sentence()
    {
        _engine.State = new MachineState(MachinePhase.Created) { Drift = ["One.", "Two."] };

        Assert.Equal(["One.", "Two."], (await Provider.InspectAsync(ScriptedEngine.Machine, Ct)).Drift);
    }

    [Fact]
    public async Task Usage_is_told_or_is_nothing()
    {
        Assert.Null(await Provider.UsageAsync(ScriptedEngine.Machine, Ct));

        _engine.Used = new MachineUsage(805L << 20, TimeSpan.FromMilliseconds(12_345), 128L << 20);
        Assert.Equal(_engine.Used, await Provider.UsageAsync(ScriptedEngine.Machine, Ct));
    }
}
