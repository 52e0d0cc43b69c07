using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

public sealed class MachineStatesTests
{
    [Fact]
    public void A_running_machine_has_its_address_and_its_start()
    {
        var state = State(_ => { });

        Assert.Equal(MachinePhase.Running, state.Phase);
        Assert.Equal(new Uri("http://10.210.8.3:18789/"), state.Endpoint?.BaseAddress);
        Assert.Equal(DateTimeOffset.Parse("2026-11-20T09:33:31.5363999Z").Ticks, state.StartedAt!.Value.Ticks, tolerance: 10L);
        Assert.Null(state.ExitCode);
    }

    [Theory]
    [InlineData("created", MachinePhase.Created)]
    [InlineData("running", MachinePhase.Running)]
    [InlineData("paused", MachinePhase.Running)]
    [InlineData("restarting", MachinePhase.Running)]
    [InlineData("exited", MachinePhase.Exited)]
    [InlineData("dead", MachinePhase.Exited)]
    [InlineData("removing", MachinePhase.Exited)]
    public void Every_state_of_the_engine_is_a_phase_and_only_what_runs_is_reached(string status, MachinePhase phase)
    {
        var state = State(m => m.State.Status = status);

        Assert.Equal(phase, state.Phase);
        Assert.Equal(status is "running", state.Endpoint is not null);
    }

    [Fact]
    public void A_machine_that_was_never_started_is_nothing_but_created() =>
        Assert.Equal(new MachineState(MachinePhase.Created), State(m =>
        {
            m.State.Status = "created";
            m.State.StartedAt = "0001-01-01T00:00:00Z";
            m.NetworkSettings.Networks["nc-internal"].IPAddress = "";
        }));

    [Fact]
    public void Between_two_starts_the_last_end_is_told()
    {
        var state = State(m =>
        {
            (m.State.Status, m.State.Restarting, m.State.ExitCode, m.State.OOMKilled) = ("restarting", true, 137, true);
            m.RestartCount = 3;
        });

        Assert.Equal((MachinePhase.Running, 137, true, 3), (state.Phase, state.ExitCode, state.OutOfMemory, state.Restarts));
    }

    [Fact]
    public void A_helper_that_ran_out_of_memory_is_not_the_end_of_the_gateway() =>
        Assert.False(State(m => (m.State.Status, m.State.ExitCode, m.State.OOMKilled) = ("exited", 0, true)).OutOfMemory);

    [Theory]
    [InlineData("created", null, true)]
    [InlineData("created", "/proc/kcore", false)]
    [InlineData("running", null, false)]
    [InlineData("exited", null, false)]
    [InlineData("removing", "/proc/kcore", true)]
    public void A_machine_that_the_engine_had_not_finished_is_not_used(string status, string? hidden, bool isBroken)
    {
        var machine = Machines.Made();
        machine.State.Status = status;
        machine.State.StartedAt = status is "created" ? "0001-01-01T00:00:00Z" : machine.State.StartedAt;
        machine.HostConfig.MaskedPaths = hidden is null ? null : [hidden];

        Assert.Equal(isBroken, MachineStates.IsBroken(machine));
    }

    private static MachineState State(Action<ContainerInspectResponse> change)
    {
        var machine = Machines.Made();
        change(machine);
        return MachineStates.Of(machine, Machines.Options.Network);
    }
}
