using NcAspire.Core.Compute;

namespace NcAspire.Compute.Conformance;

public abstract partial class ComputeProviderConformance
{
    [Fact]
    public async Task What_is_not_there_is_a_value_and_what_needs_it_a_fault()
    {
        var spec = NewSpec();

        Assert.Equal(MachineState.Missing, await Provider.InspectAsync(spec.Name, Ct));
        Assert.Equal(MachineState.Missing, await Provider.WaitAsync(spec.Name, Ct));
        Assert.Empty(await Provider.LogsAsync(spec.Name, 10, Ct));
        Assert.Null(await Provider.UsageAsync(spec.Name, Ct));
        await Provider.StopAsync(spec.Name, TimeSpan.Zero, Ct);
        await Provider.DeleteAsync(spec.Name, Ct);
        await Provider.DeleteVolumeAsync(spec.Volume, Ct);

        await DefiniteFaultAsync(() => Provider.CreateAsync(spec, Ct));
        await DefiniteFaultAsync(() => Provider.StartAsync(spec.Name, Ct));
        await DefiniteFaultAsync(() => Provider.SeedFilesAsync(spec.Name, [new SeedFile("a", "b")], Ct));
        await DefiniteFaultAsync(() => Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct));
    }

    [Fact]
    public async Task A_machine_is_made_once_and_does_not_run()
    {
        var spec = NewSpec();
        await Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);

        var first = await Provider.CreateAsync(spec, Ct);
        var second = await Provider.CreateAsync(spec, Ct);

        Assert.Equivalent(first, second, strict: true);
        Assert.NotEmpty(first.TrustedProxies);
        Assert.Equal(new MachineState(MachinePhase.Created), await Provider.InspectAsync(spec.Name, Ct));
        Assert.Equal(MachinePhase.Created, (await Provider.WaitAsync(spec.Name, Ct)).Phase);
        Assert.Null(await Provider.UsageAsync(spec.Name, Ct));
        Assert.Empty(await Provider.LogsAsync(spec.Name, 10, Ct));
    }

    [Fact]
    public async Task A_started_machine_runs_and_answers()
    {
        var spec = await RunningAsync();

        var state = await Provider.InspectAsync(spec.Name, Ct);

        Assert.Equal(MachinePhase.Running, state.Phase);
        Assert.Null(state.ExitCode);
        Assert.InRange(
            state.StartedAt ?? default, TimeProvider.System.GetUtcNow() - Limit, TimeProvider.System.GetUtcNow().AddSeconds(2));
    }

    [Fact]
    public async Task Starting_a_running_machine_changes_nothing()
    {
        var spec = await RunningAsync();
        var before = await Provider.InspectAsync(spec.Name, Ct);

        await Provider.StartAsync(spec.Name, Ct);

        Assert.Equal(before, await Provider.InspectAsync(spec.Name, Ct));
        Assert.Single(await Provider.LogsAsync(spec.Name, 100, Ct), line => line.StartsWith("listening", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_starts_at_a_time_start_one_gateway()
    {
        var spec = await CreatedAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Task.Run(() => (number % 2 == 0 ? Provider : Other).StartAsync(spec.Name, Ct), Ct)));

        await ReadyAsync(spec);
        Assert.Single(await Provider.LogsAsync(spec.Name, 100, Ct), line => line.StartsWith("listening", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stopped_machine_has_ended_by_itself_and_starts_again()
    {
        var spec = await RunningAsync();
        var waiting = Provider.WaitAsync(spec.Name, Ct);
        Assert.False(waiting.IsCompleted);

        await Provider.StopAsync(spec.Name, _grace, Ct);
        await Provider.StopAsync(spec.Name, _grace, Ct);

        var state = await waiting.WaitAsync(Limit, TimeProvider.System, Ct);
        Assert.Equal((MachinePhase.Exited, 0), (state.Phase, state.ExitCode));
        Assert.Null(state.Endpoint);
        Assert.Equal(state, await Provider.InspectAsync(spec.Name, Ct));

        await Provider.StartAsync(spec.Name, Ct);
        await ReadyAsync(spec);
    }

    [Fact]
    public async Task A_machine_that_does_not_want_to_stop_is_killed_after_the_grace()
    {
        var spec = await RunningAsync(new GatewayScript(IgnoresTerm: true));
        var endpoint = await ReadyAsync(spec);

        await Provider.StopAsync(spec.Name, TimeSpan.FromSeconds(1), Ct);

        var state = await Provider.InspectAsync(spec.Name, Ct);
        Assert.Equal((MachinePhase.Exited, 137), (state.Phase, state.ExitCode));
        Assert.False(await AnswersAsync(endpoint));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(78)]
    public async Task The_exit_code_of_a_gateway_that_ends_is_seen(int exitCode)
    {
        var spec = await CreatedAsync(new GatewayScript(ExitCode: exitCode, Lines: ["I end."]));

        await Provider.StartAsync(spec.Name, Ct);
        var state = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(Limit, TimeProvider.System, Ct);

        Assert.Equal((MachinePhase.Exited, exitCode), (state.Phase, state.ExitCode));
        Assert.False(state.OutOfMemory);
        Assert.Contains("I end.", await Provider.LogsAsync(spec.Name, 10, Ct));
    }

    [Theory]
    [InlineData(MachineCommand.ValidateConfig, "\"config\",\"validate\",\"--json\"", false)]
    [InlineData(MachineCommand.DoctorFix, "\"doctor\",\"--fix\",\"--non-interactive\"", true)]
    public async Task A_fixed_command_runs_on_the_state_and_tells_how_it_ended(MachineCommand command, string arguments, bool isRunning)
    {
        var spec = isRunning ? await RunningAsync() : await CreatedAsync();
        await Provider.SeedFilesAsync(spec.Name, [Follow(new GatewayScript(ExitCode: 3))], Ct);

        var result = await Provider.ExecAsync(spec.Name, command, Ct);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(arguments, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_of_a_command_is_cut()
    {
        var spec = await CreatedAsync(new GatewayScript(Lines: [new string('x', 200_000)]));

        var result = await Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct);

        Assert.Equal(64 << 10, result.Output.Length);
    }

    [Fact]
    public async Task Logs_are_the_last_lines_oldest_first_without_colours()
    {
        var spec = await CreatedAsync(new GatewayScript(ExitCode: 0, NumberedLines: 30_000));
        await Provider.StartAsync(spec.Name, Ct);
        await Provider.WaitAsync(spec.Name, Ct).WaitAsync(Limit, TimeProvider.System, Ct);

        Assert.Equal(["line 29998", "line 29999", "line 30000"], await Provider.LogsAsync(spec.Name, 3, Ct));
        Assert.Empty(await Provider.LogsAsync(spec.Name, 0, Ct));
    }

    [Fact]
    public async Task Usage_is_told_while_the_machine_runs()
    {
        var spec = await RunningAsync();
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("big", new string('x', 100_000))], Ct);

        var usage = await Provider.UsageAsync(spec.Name, Ct);

        Assert.NotNull(usage);
        Assert.True(usage.MemoryBytes > 1 << 20);
        Assert.True(usage.CpuTime > TimeSpan.Zero);
        Assert.True(usage.VolumeBytes >= 100_000);

        await Provider.StopAsync(spec.Name, _grace, Ct);
        Assert.Null(await Provider.UsageAsync(spec.Name, Ct));
    }

    [Fact]
    public async Task A_deleted_machine_is_gone_and_its_volume_stays()
    {
        var spec = await RunningAsync();
        var endpoint = await ReadyAsync(spec);
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("kept.txt", "kept")], Ct);

        await Provider.DeleteAsync(spec.Name, Ct);
        await Provider.DeleteAsync(spec.Name, Ct);

        Assert.Equal(MachineState.Missing, await Provider.InspectAsync(spec.Name, Ct));
        Assert.False(await AnswersAsync(endpoint));
        await Provider.CreateAsync(spec, Ct);
        Assert.Equal("kept", (await ReadAsync(spec.Volume, "kept.txt")).Content);
        Assert.Equal(MachinePhase.Created, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
    }

    [Fact]
    public async Task Another_control_plane_sees_and_ends_the_machine()
    {
        var spec = await RunningAsync();

        Assert.Equal(await Provider.InspectAsync(spec.Name, Ct), await Other.InspectAsync(spec.Name, Ct));
        Assert.Contains(await Other.ListOwnedAsync(Ct), resource => resource.Instance == spec.Instance);
        await Other.StopAsync(spec.Name, _grace, Ct);

        var state = await Provider.InspectAsync(spec.Name, Ct);
        Assert.Equal((MachinePhase.Exited, 0), (state.Phase, state.ExitCode));
    }

    [Fact]
    public async Task Starts_stops_and_a_delete_at_a_time_leave_nothing_behind()
    {
        var spec = await RunningAsync();
        var endpoint = await ReadyAsync(spec);
        await Provider.StopAsync(spec.Name, _grace, Ct);

        // A start may come after the delete; then there is nothing to start, which is the one fault allowed here.
        await Task.WhenAll(
            StartUnlessGoneAsync(Provider, spec.Name),
            Other.StopAsync(spec.Name, _grace, Ct),
            StartUnlessGoneAsync(Other, spec.Name),
            Provider.DeleteAsync(spec.Name, Ct),
            Other.StopAsync(spec.Name, _grace, Ct));

        Assert.Equal(MachineState.Missing, await Provider.InspectAsync(spec.Name, Ct));
        Assert.False(await AnswersAsync(endpoint));
        await Provider.DeleteVolumeAsync(spec.Volume, Ct);
        Assert.DoesNotContain(await Provider.ListOwnedAsync(Ct), resource => resource.Instance == spec.Instance);
    }

    private static async Task StartUnlessGoneAsync(IComputeProvider provider, string machine)
    {
        try
        {
            await provider.StartAsync(machine, Ct);
        }
        catch (ProviderException gone)
        {
            Assert.False(gone.IsTransient);
        }
    }
}
