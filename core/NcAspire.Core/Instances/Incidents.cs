using NcAspire.Core.Compute;

namespace NcAspire.Core.Instances;

/// <summary>Why a gateway that ran had to be brought up again, in words for its owner.</summary>
public static class Incidents
{
    private const string Kept = "Its WhatsApp link and its data are kept.";

    /// <summary>Of a machine that is gone or has ended.</summary>
    public static Failure Of(MachineState state, long memoryBytes) => state switch
    {
        { Phase: MachinePhase.Missing } => new(
            FailureKind.MachineMissing, "The gateway's machine was gone", $"It was made again from what is stored. {Kept}"),
        { OutOfMemory: true } => OutOfMemory(memoryBytes),
        { ExitCode: ExitCodes.ConfigRefused } => new(
            FailureKind.ConfigRefused,
            "The gateway refused its configuration",
            $"The configuration was written anew and the gateway started again. {Kept}"),
        { ExitCode: ExitCodes.Killed or ExitCodes.Terminated } => new(
            FailureKind.GatewayExited, "The gateway was stopped from outside", $"Something on the server ended it; it was started again. {Kept}"),
        { ExitCode: { } code } => new(
            FailureKind.GatewayExited, "The gateway stopped by itself", $"It ended with exit code {code} and was started again. {Kept}"),
        _ => new(FailureKind.GatewayExited, "The gateway stopped by itself", $"It ended without a reason and was started again. {Kept}"),
    };

    /// <summary>Of a machine that runs because the backend has started it again by itself.</summary>
    public static Failure OfRestart(MachineState state, long memoryBytes) => state.OutOfMemory
        ? OutOfMemory(memoryBytes)
        : new(FailureKind.GatewayExited, "The gateway stopped by itself", $"It was started again at once. {Kept}");

    public static Failure Silent(TimeSpan silence) => new(
        FailureKind.GatewaySilent,
        "The gateway did not answer",
        $"It ran, but gave no answer for {silence.TotalMinutes:0.#} minutes, and was restarted. {Kept}");

    private static Failure OutOfMemory(long memoryBytes) => new(
        FailureKind.OutOfMemory,
        $"The gateway ran out of memory (limit {Size.Of(memoryBytes)})",
        $"It was started again. {Kept} If this happens often, ask the operator for more memory.");
}
