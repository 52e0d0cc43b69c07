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
        "The gateway ran out of memory",
        $"It was ended at its limit of {limitBytes / (1024 * 1024)} MiB. Start it again; if it happens often, ask for a larger instance.");

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

    public static Failure Provider(string detail) => new(FailureKind.ProviderFault, "The server could not do this", detail);
}
