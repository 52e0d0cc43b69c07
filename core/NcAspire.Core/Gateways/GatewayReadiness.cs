using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;

namespace NcAspire.Core.Gateways;

/// <summary>Waits until a started gateway is ready, or knows why it won't be.</summary>
public sealed partial class GatewayReadiness(
    IGateway gateway, MachineOptions options, TimeProvider clock, ILogger<GatewayReadiness> logger)
{
    /// <exception cref="ProviderException">Something else ended it, as a host that goes down does: transient, it may be started again.</exception>
    /// <exception cref="StepFailedException">It exited, ran out of memory, or was not ready within the start gate.</exception>
    public async Task WaitAsync(IComputeProvider provider, Instance instance, CancellationToken cancellationToken)
    {
        var machine = instance.ContainerName;
        var start = clock.GetTimestamp();
        var repaired = false;
        while (true)
        {
            var state = await provider.InspectAsync(machine, cancellationToken);
            if (state is { Phase: MachinePhase.Exited, ExitCode: ExitCodes.ConfigRefused } && !repaired)
            {
                repaired = true;
                Log.Repairing(logger, machine);
                await provider.ExecAsync(machine, MachineCommand.DoctorFix, cancellationToken);
                await provider.StartAsync(machine, cancellationToken);
                continue;
            }

            if (WasEndedFromOutside(state))
            {
                throw new ProviderException(
                    "The gateway was ended from outside while it was starting. Try to start it again.", isTransient: true);
            }

            if (state.Phase is not MachinePhase.Running)
            {
                throw new StepFailedException(Reason(state, instance));
            }

            if (state.Endpoint is { } endpoint && await gateway.ProbeAsync(endpoint, cancellationToken) is { Ready: true })
            {
                return;
            }

            if (clock.GetElapsedTime(start) > options.StartGate)
            {
                throw new StepFailedException(Failures.StartTimeout(options.StartGate));
            }

            await Task.Delay(options.ProbeInterval, clock, cancellationToken);
        }
    }

    // Asked to end (0 once it listens to SIGTERM), or killed: no fault of its own.
    private static bool WasEndedFromOutside(MachineState state) =>
        state is { Phase: MachinePhase.Exited, OutOfMemory: false, ExitCode: 0 or ExitCodes.Killed or ExitCodes.Terminated };

    private static Failure Reason(MachineState state, Instance instance) => state switch
    {
        { OutOfMemory: true } => Failures.OutOfMemory(instance.MemoryBytes),
        { ExitCode: ExitCodes.ConfigRefused } => Failures.ConfigRefused,
        _ => Failures.Exited(state.ExitCode),
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The gateway {Machine} refused its configuration; it is repaired once and started again.")]
        public static partial void Repairing(ILogger logger, string machine);
    }
}
