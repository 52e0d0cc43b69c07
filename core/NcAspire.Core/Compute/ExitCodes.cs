namespace NcAspire.Core.Compute;

/// <summary>Exit codes of the gateway that mean something beyond failure.</summary>
public static class ExitCodes
{
    /// <summary>OpenClaw refuses its configuration or a migration; starting it again alone does not help.</summary>
    public const int ConfigRefused = 78;

    /// <summary>128 + SIGKILL: the kernel, for lack of memory, or somebody.</summary>
    public const int Killed = 137;

    /// <summary>128 + SIGTERM, before the gateway listens to it.</summary>
    public const int Terminated = 143;
}
