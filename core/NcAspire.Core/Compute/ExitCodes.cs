namespace NcAspire.Core.Compute;

/// <summary>Exit codes of the gateway that mean something beyond failure.</summary>
public static class ExitCodes
{
    /// <summary>OpenClaw refuses its configuration or a migration; starting it again alone does not help.</summary>
    public const int ConfigRefused = 78;
}
