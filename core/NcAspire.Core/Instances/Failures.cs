using NcAspire.Core.Compute;

namespace NcAspire.Core.Instances;

/// <summary>The failures an instance can show, each with the next thing to do.</summary>
public static class Failures
{
    public static Failure VolumeLost { get; } = new(
        FailureKind.VolumeLost,
        "The stored data of this instance is missing",
        "The volume with the WhatsApp link and the conversations can't be found. It is not replaced by an empty one. "
        + "Ask the operator to restore it, or delete the instance and create a new one.");

    public static Failure ConfigRefused { get; } = new(
        FailureKind.ConfigRefused,
        "The gateway refused its configuration",
        "It was repaired once and refused again. Try to start it once more; if that fails, ask the operator to look at its log.");

    public static Failure OutOfMemory(long limitBytes) => new(
        FailureKind.OutOfMemory,
        $"The gateway ran out of memory (limit {Size.Of(limitBytes)})",
        "It was ended at its limit. Start it again; if that happens often, ask the operator for more memory.");

    public static Failure StartTimeout(TimeSpan gate) => new(
        FailureKind.StartTimeout,
        "The gateway did not get ready",
        $"It started, but was not ready within {gate.TotalSeconds:0} seconds. The server may be busy: try again in a minute.");

    public static Failure Exited(int? exitCode) => new(
        FailureKind.GatewayExited,
        "The gateway stopped while starting",
        exitCode is null
            ? "Its process ended without a reason. Try to start it again."
            : $"Its process ended with exit code {exitCode}. Try to start it again.");

    /// <param name="last">What ended it the last time.</param>
    public static Failure CrashLoop(int ends, TimeSpan window, MachineState last, long limitBytes) => new(
        FailureKind.CrashLoop,
        "The gateway keeps stopping right after its start",
        $"It stopped {ends} times within {window.TotalMinutes:0.#} minutes, the last time {Because(last, limitBytes)}. It is not started again by "
        + "itself any more, and nothing that is stored is lost. Start it once more; if it stops again, ask the operator to look at its log.");

    public static Failure Provider(string detail) => new(FailureKind.ProviderFault, "The server could not do this", detail);

    private static string Because(MachineState state, long limitBytes) => state switch
    {
        { Phase: MachinePhase.Missing } => "because its machine was gone",
        { Phase: MachinePhase.Running } => "because it did not answer",
        { OutOfMemory: true } => $"because it ran out of memory (limit {Size.Of(limitBytes)})",
        { ExitCode: ExitCodes.ConfigRefused } => "because it refused its configuration",
        { ExitCode: { } code } => $"with exit code {code}",
        _ => "without a reason",
    };
}
